"""Applications that came on paper: an officer types them in for somebody, page by page as everybody does."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.kinds import ApplicantKind
from popups.letters import write_letter
from popups.lifecycle.applications import PROFILE_FIELDS, new_draft
from popups.lifecycle.people import person_of_address
from popups.lifecycle.records import lock, write_history
from popups.models import Applicant, Application, Call, User
from popups.rules.entering import may_give_email
from popups.rules.nearness import near_problems
from vacancies.problem import Problem, refuse_if


def _own_email_problems(email: str, by: User) -> list[Problem]:
    if email.lower() != by.email.lower():
        return []
    return [Problem("own_email", _("This is your own e-mail. Write the applicant's, or leave it empty."), "email")]


def _applicant(kind: ApplicantKind | str, name: str, email: str, language: str) -> Applicant:
    """With an e-mail it is that person's profile; what it says already is kept. Without one, a profile of its own."""
    if not email:
        return Applicant.objects.create(kind=kind, name=name)
    person = person_of_address(email=email.lower(), language=language)
    profile, _made = Applicant.objects.get_or_create(user=person, kind=kind, defaults={"name": name})
    return profile


@transaction.atomic
def begin_entering(*, by: User, kind: ApplicantKind | str, name: str, email: str = "", language: str = "lv",
                   call: Call | None = None) -> Application:
    """A draft of somebody else, which officers may fill in and send. Raises Refused where the e-mail is the officer's own."""
    if email:
        refuse_if(_own_email_problems(email, by))
    application = new_draft(_applicant(kind, name.strip(), email.strip(), language), call=call, entered_by=by)
    write_history(Verb.ENTERED, by=by, subject=application, to_status=ApplicationStatus.DRAFT)
    return application


@transaction.atomic
def give_email(*, application: Application, email: str, language: str, by: User) -> Application:
    """Somebody who applied on paper has an e-mail now: letters go there, and whoever proves the address finds everything on their page.

    Where that person has a profile of this kind, it stays as it is, but for what it does not say. Letters that wait for the printer still do.
    """
    refuse_if(_own_email_problems(email, by))
    # The person before the application, as claiming and erasing do: two of them at once wait for each other in one order.
    person = User.objects.select_for_update(no_key=True).get(pk=person_of_address(email=email.strip().lower(), language=language).pk)
    application = lock(application)
    paper = Applicant.objects.select_for_update(no_key=True).get(pk=application.applicant_id)
    refuse_if(may_give_email(application, paper) or near_problems(application, by))
    application.applicant = _given_to(paper, person)
    write_history(Verb.EMAIL_GIVEN, by=by, subject=application)
    if application.submitted_at is not None:
        write_letter(LetterKind.APPLICATION_ENTERED, to=person, application=application, key=f"email-given:{application.reference}",
                     context={"is_email_given": True})
    return application


def _given_to(paper: Applicant, person: User) -> Applicant:
    profile = Applicant.objects.filter(user=person, kind=paper.kind).first()
    if profile is None:
        paper.user = person
        paper.save(update_fields=["user"])
        return paper
    missing = {name: getattr(paper, name) for name in PROFILE_FIELDS if getattr(paper, name) and not getattr(profile, name)}
    for name, value in missing.items():
        setattr(profile, name, value)
    profile.save(update_fields=list(missing))
    paper.applications.update(applicant=profile)
    paper.delete()
    return profile
