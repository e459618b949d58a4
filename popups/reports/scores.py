"""What the reviews of a call come to: one figure for each application, and how far opinions lie apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import lcm

from popups.models import Call, Review

FULL = 10_000  # hundredths: the best review counts 100.00, the worst 0.00, whatever the scales
DISPUTED_FROM = 3_000  # hundredths between the highest and the lowest review


@dataclass(frozen=True)
class Scored:
    """median and spread in hundredths of a point of a hundred; None where nobody gave points."""

    median: int | None = None
    spread: int | None = None
    reviews: int = 0
    abstentions: int = 0

    @property
    def score(self) -> Decimal | None:
        """The median as people read it: 0 to 100."""
        return None if self.median is None else Decimal(self.median) / 100

    @property
    def apart(self) -> Decimal | None:
        return None if self.spread is None else Decimal(self.spread) / 100

    @property
    def is_disputed(self) -> bool:
        return self.spread is not None and self.reviews > 1 and self.spread >= DISPUTED_FROM


@dataclass(frozen=True)
class Mark:
    """One score with what its criterion is worth."""

    points: int
    weight: int
    lowest: int
    highest: int


def nearest(whole: int, parts: int) -> int:
    """whole / parts to the nearest whole number, halves upwards; neither is negative."""
    return (2 * whole + parts) // (2 * parts)


def total_of(marks: Sequence[Mark]) -> int:
    """The weighted mean in hundredths. Whole numbers until the one rounding at the end."""
    common = lcm(*(mark.highest - mark.lowest for mark in marks))
    reached = sum(mark.weight * (mark.points - mark.lowest) * (common // (mark.highest - mark.lowest)) for mark in marks)
    return nearest(FULL * reached, common * sum(mark.weight for mark in marks))


def median_of(totals: Iterable[int]) -> int:
    row = sorted(totals)
    middle = len(row) // 2
    return row[middle] if len(row) % 2 else nearest(row[middle - 1] + row[middle], 2)


def score_of(call: Call) -> dict[int, Scored]:
    """By the key of the application; one that nobody has reviewed is not in it. One query, whatever the size of the call."""
    return scored_of(reviews_of(call))


@dataclass(frozen=True)
class Sent:
    """One review that was sent. total: None where its reviewer abstained."""

    application: int
    reviewer: int
    total: int | None


def reviews_of(call: Call) -> list[Sent]:
    """Every review that was sent, with its weighted total. One query."""
    columns = ("scores__points", "scores__criterion__weight", "scores__criterion__lowest", "scores__criterion__highest")
    rows = Review.objects.filter(application__call=call, submitted_at__isnull=False).order_by("application", "pk")
    found: dict[int, tuple[int, int, bool, list[Mark]]] = {}
    for pk, application, reviewer, abstains, *mark in rows.values_list("pk", "application", "reviewer", "is_abstention", *columns):
        kept = found.setdefault(pk, (application, reviewer, abstains, []))
        if mark[0] is not None:
            kept[3].append(Mark(*mark))
    return [Sent(application, reviewer, None if abstains or not marks else total_of(marks))
            for application, reviewer, abstains, marks in found.values()]


def scored_of(sent: Iterable[Sent]) -> dict[int, Scored]:
    by_application: dict[int, list[int | None]] = {}
    for review in sent:
        by_application.setdefault(review.application, []).append(review.total)
    return {application: _scored(totals) for application, totals in by_application.items()}


def _scored(totals: list[int | None]) -> Scored:
    given = [total for total in totals if total is not None]
    abstentions = len(totals) - len(given)
    if not given:
        return Scored(abstentions=abstentions)
    return Scored(median_of(given), max(given) - min(given), len(given), abstentions)
