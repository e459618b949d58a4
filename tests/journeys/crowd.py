"""Hundreds of applications to one call, and what reviewers gave them, as rows: the verbs of each are tried elsewhere."""

from datetime import timedelta

from django.utils import timezone

from popups.choices import ApplicationStatus, Verb
from popups.kinds import ApplicantKind
from popups.models import Applicant, Application, Assignment, Call, History, Review, Score, User
from tests.make import days
from vacancies.choices import Activity


def crowd_applies(call: Call, numbers: range) -> list[Application]:
    """Each number is somebody else."""
    users = User.objects.bulk_create(User(email=f"crowd{one}@example.org", password="!") for one in numbers)
    kinds = list(ApplicantKind)
    people = Applicant.objects.bulk_create(Applicant(user=user, kind=kinds[place % 4], name=f"Darbnīca {place}")
                                           for place, user in zip(numbers, users, strict=True))
    now = timezone.now()
    rows = Application.objects.bulk_create(Application(
        reference=f"A-Z{place:04d}", applicant=person, call=call, status=ApplicationStatus.SUBMITTED, title=f"Veikals {place}",
        activity=Activity.CRAFTS, description="Krūzes.", submitted_at=now + timedelta(seconds=place), shortest_days=14, longest_days=60,
        earliest_start_on=days(60), latest_end_on=days(200), search_text=f"veikals {place}") for place, person in zip(numbers, people, strict=True))
    steps = ((Verb.STARTED, "", ApplicationStatus.DRAFT), (Verb.SUBMITTED, ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED))
    History.objects.bulk_create(History(verb=verb, by=row.applicant.user, application=row, call=call, from_status=before, to_status=after)
                                for row in rows for verb, before, after in steps)
    return rows


def all_the_rest_is_scored(call: Call) -> None:
    """Whatever was given to somebody and has no review of theirs yet."""
    criteria = list(call.criteria.all())
    known = set(Review.objects.filter(application__call=call).values_list("application", "reviewer"))
    given = [row for row in Assignment.objects.filter(application__call=call) if (row.application_id, row.reviewer_id) not in known]
    done = Review.objects.bulk_create(Review(application_id=row.application_id, reviewer_id=row.reviewer_id, submitted_at=timezone.now())
                                      for row in given)
    Score.objects.bulk_create(Score(review=review, criterion=criterion, points=1 + (review.application_id + place) % 5, reason="So.")
                              for review in done for place, criterion in enumerate(criteria))
