"""All applications of a call by what reviewers think of them, and how the reviewing goes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus
from popups.models import Application, Call, Conflict, Review, User
from popups.reports.queue import colour_of
from popups.reports.scores import Scored, score_of
from popups.rules.reviewing import counted, running
from popups.rules.stage import StageCode
from vacancies.choices import Role


class Order(TextChoices):
    SCORE = "score", _("Highest score first")
    SPREAD = "spread", _("Most disputed first")
    FEWEST = "fewest", _("Fewest reviews first")


class Only(TextChoices):
    ALL = "", _("All")
    SHORTLIST = "shortlist", _("On the shortlist")
    DISPUTED = "disputed", _("Disputed")
    UNREAD = "unread", _("Too few reviews")


@dataclass(frozen=True)
class Ranked:
    """rank: by median alone, shared by equals; 0 without a score. missing: reviews still wanted. is_kept: the reader stands too near."""

    application: Application
    scored: Scored
    rank: int
    missing: int
    conflicts: int
    is_kept: bool = False

    @property
    def colour(self) -> str:
        return colour_of(StageCode[self.application.state.name])


@dataclass(frozen=True)
class Ranking:
    """keys: of all that were asked for, in their order; count, shortlisted and disputed speak of the whole call."""

    keys: list[int]
    scores: dict[int, Scored]
    count: int
    shortlisted: int
    disputed: int


def _best_first(place: tuple[str, Scored]) -> tuple[bool, int, int, str]:
    reference, scored = place
    return scored.median is None, -(scored.median or 0), -scored.reviews, reference


def ranks_of(scores: dict[int, Scored]) -> dict[int, int]:
    """The best is 1; equals share a rank, and the next one counts them."""
    medians = sorted((row.median for row in scores.values() if row.median is not None), reverse=True)
    first = {median: place for place, median in reversed(list(enumerate(medians, start=1)))}
    return {pk: first[row.median] if row.median is not None else 0 for pk, row in scores.items()}


def ranking(call: Call, *, order: str = Order.SCORE, only: str = "", kept: frozenset[int] = frozenset()) -> Ranking:
    """Three queries, however many applications. kept: those that stand in it as if nobody had read them."""
    known = dict(running(call).order_by().values_list("pk", "reference"))
    scores = {pk: scored for pk, scored in score_of(call).items() if pk in known and pk not in kept}
    shortlist = set(running(call).filter(status=ApplicationStatus.SHORTLISTED).values_list("pk", flat=True))
    keys = [pk for pk in _ordered(known, scores, order) if _fits(pk, scores.get(pk, Scored()), only, shortlist, call)
            and not (pk in kept and only == Only.UNREAD)]
    return Ranking(keys, scores, len(known), len(shortlist), sum(row.is_disputed for row in scores.values()))


def _ordered(known: dict[int, str], scores: dict[int, Scored], order: str) -> list[int]:
    best = sorted(known, key=lambda pk: _best_first((known[pk], scores.get(pk, Scored()))))
    if order == Order.SPREAD:
        best.sort(key=lambda pk: -(scores.get(pk, Scored()).spread or 0))
    elif order == Order.FEWEST:
        best.sort(key=lambda pk: scores.get(pk, Scored()).reviews)
    return best


def _fits(pk: int, scored: Scored, only: str, shortlist: set[int], call: Call) -> bool:
    fits: dict[str, bool] = {Only.SHORTLIST: pk in shortlist, Only.DISPUTED: scored.is_disputed, Only.UNREAD: scored.reviews < call.reviews_wanted}
    return fits.get(only, True)


def rows_of(keys: Sequence[int], scores: dict[int, Scored], call: Call, kept: frozenset[int] = frozenset()) -> list[Ranked]:
    """Two queries."""
    found = Application.objects.select_related("applicant").in_bulk(keys)
    near = Counter(Conflict.objects.filter(application__in=keys).exclude(application__in=kept).values_list("application", flat=True))
    ranks = ranks_of(scores)
    return [Ranked(found[pk], scores.get(pk, Scored()), ranks.get(pk, 0),
                   0 if pk in kept else max(call.reviews_wanted - scores.get(pk, Scored()).reviews, 0), near[pk], pk in kept) for pk in keys]


@dataclass(frozen=True)
class Load:
    """How one reviewer of a call stands."""

    person: User
    assigned: int
    sent: int
    conflicts: int


def reviewers() -> list[User]:
    """Who may be given applications to review."""
    people = User.objects.filter(is_active=True, role__in=(Role.OFFICER, Role.REVIEWER))
    return list(people.order_by("last_name", "first_name", "email"))


def loads(call: Call, people: Sequence[User]) -> list[Load]:
    """Three queries."""
    total = dict(counted(call).order_by().values_list("reviewer").annotate(Count("pk")))
    sent = dict(Review.objects.filter(application__in=running(call), submitted_at__isnull=False).order_by()
                .values_list("reviewer").annotate(Count("pk")))
    near = dict(Conflict.objects.filter(application__call=call).order_by().values_list("reviewer").annotate(Count("pk")))
    return [Load(person, total.get(person.pk, 0), sent.get(person.pk, 0), near.get(person.pk, 0)) for person in people]


@dataclass(frozen=True)
class Given:
    """Who is to review one application: (who, key of the assignment, has sent it)."""

    application: Application
    people: list[tuple[str, int, bool]]
    is_kept: bool = False


def given(call: Call, applications: Sequence[Application], kept: frozenset[int] = frozenset()) -> list[Given]:
    """Two queries. kept: of which the reader does not learn who reviews them."""
    rows = counted(call).filter(application__in=applications).exclude(application__in=kept).select_related("reviewer").order_by("pk")
    sent = set(Review.objects.filter(application__in=applications, submitted_at__isnull=False).values_list("application", "reviewer"))
    people: dict[int, list[tuple[str, int, bool]]] = {}
    for row in rows:
        people.setdefault(row.application_id, []).append((str(row.reviewer), row.pk, (row.application_id, row.reviewer_id) in sent))
    return [Given(row, people.get(row.pk, []), row.pk in kept) for row in applications]


def to_assign(call: Call, *, only_few: bool) -> list[int]:
    """Keys of the running applications by reference; only_few: those with fewer reviewers than the call wants."""
    has = Counter(counted(call).values_list("application", flat=True))
    keys = running(call).order_by("reference").values_list("pk", flat=True)
    return [pk for pk in keys if not only_few or has[pk] < call.reviews_wanted]
