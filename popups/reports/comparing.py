"""Up to four applications side by side, as one person may read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from popups.models import Application, Assignment, Criterion, Review, Score, User
from popups.reports.answers import Fact
from popups.reports.reviewing import Seen, seen_by
from popups.reports.scores import Scored, score_of
from vacancies.access import OFFICERS, has_role
from vacancies.sure import sure

MOST = 4


@dataclass(frozen=True)
class Column:
    """given: this person's own scores, in the order of the criteria. scored: what all reviews come to, where this person may see that."""

    seen: Seen
    given: list[Score | None]
    is_sent: bool
    scored: Scored | None


@dataclass(frozen=True)
class Line:
    """One thing that at least one of them says: None where one is silent."""

    label: str
    facts: list[Fact | None]


@dataclass(frozen=True)
class Comparison:
    columns: list[Column]
    lines: list[Line]
    scores: list[tuple[Criterion, list[Score | None]]]

    @property
    def has_scores(self) -> bool:
        return any(column.scored for column in self.columns)


def compared(found: Sequence[Application], criteria: Sequence[Criterion], user: User) -> Comparison:
    """Costs two queries where the rows came from `with_content()`: this person's reviews and their scores; for the office two more."""
    reviews = {row.application_id: row for row in
               Review.objects.filter(reviewer=user, application__in=found).prefetch_related("scores")}
    scored = _scored(found, reviews, user) if has_role(user, *OFFICERS) else {}
    columns = [_column(row, reviews.get(row.pk), criteria, user, scored.get(row.pk)) for row in found]
    scores = [(criterion, [column.given[place] for column in columns]) for place, criterion in enumerate(criteria)]
    return Comparison(columns, _lines(columns), scores)


def _column(application: Application, review: Review | None, criteria: Sequence[Criterion], user: User,
            scored: Scored | None) -> Column:
    given = {score.criterion_id: score for score in review.scores.all()} if review else {}
    return Column(seen_by(user, application, sees_scores=False), [given.get(row.pk) for row in criteria],
                  review is not None and review.submitted_at is not None, scored)


def _scored(found: Sequence[Application], reviews: dict[int, Review], user: User) -> dict[int, Scored]:
    """What all reviews come to, but of those that wait for one's own."""
    asked = set(Assignment.objects.filter(application__in=found, reviewer=user).values_list("application", flat=True))
    sent = {key for key, review in reviews.items() if review.submitted_at is not None}
    return {key: scored for key, scored in score_of(sure(found[0].call)).items() if key not in asked - sent}


def _lines(columns: Sequence[Column]) -> list[Line]:
    """In the order in which they are met; the same question of different kinds of applicant stands in one line."""
    told = [{str(fact.label): fact for section in column.seen.sections for fact in section.facts} for column in columns]
    labels = dict.fromkeys(label for facts in told for label in facts)
    return [Line(label, [facts.get(label) for facts in told]) for label in labels]
