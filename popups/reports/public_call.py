"""A call as the public reads it; the same for the preview in the office."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from popups.choices import CallState, Goods
from popups.kinds import ApplicantKind
from popups.models import Call, CallPaper, CallQuestion, Criterion
from popups.reports.call_changes import Told, changes_of
from popups.reports.calls import COLOURS
from popups.rules.calls import units_of
from popups.rules.next_by import results_by
from vacancies.choices import Activity
from vacancies.dates import days_in_words
from vacancies.models import Unit
from vacancies.rings import holds

SHOWN_UNITS = 30
SHOWN_OPEN = 3  # on the front page
STANDINGS: dict[CallState, str | Promise] = {
    CallState.ANNOUNCED: gettext_lazy("You can apply as soon as it opens."),
    CallState.OPEN: gettext_lazy("You can apply now."),
    CallState.CLOSED: gettext_lazy("The time to apply is over. Everybody who applied hears on the same day."),
    CallState.DECIDED: gettext_lazy("It is decided. Everybody who applied hears on the same day, and soon."),
    CallState.SENT: gettext_lazy("Everybody who applied has heard what was decided."),
}


@dataclass(frozen=True)
class Spoken:
    """Words, and their language where it is not the reader's."""

    words: str
    lang: str = ""

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class ToldText:
    """Each in the reader's language, else in the town's: an officer may have written only some of them in another."""

    title: Spoken
    summary: Spoken
    purpose: Spoken
    support: Spoken


@dataclass(frozen=True)
class AskedPaper:
    """of_whom: words for the kind of applicant and the goods, empty for everybody."""

    label: str
    of_whom: str
    is_required: bool


@dataclass(frozen=True)
class ToldCriterion:
    """points: those of the scale that are said in words. percent: of the whole, by its weight."""

    name: Spoken
    help_text: Spoken
    weight: int
    percent: int
    lowest: int
    highest: int
    points: list[tuple[int, Spoken]]


@dataclass(frozen=True)
class ToldQuestion:
    """only: after which answer it is asked at all; empty where everybody is asked."""

    label: Spoken
    only: str


@dataclass(frozen=True)
class CallFacts:
    """last_day: of the stays. units: the public ones, at most SHOWN_UNITS; empty where all units of the town are meant.

    is_other_language: nothing of the text is in the reader's language. has_other_parts: something on the page is not.
    """

    call: Call
    state: CallState
    colour: str
    standing: str | Promise
    text: ToldText
    is_other_language: bool
    has_other_parts: bool
    kinds: list[str]
    activities: list[str]
    areas: list[str]
    units: Sequence[Unit]
    unit_count: int
    last_day: date | None
    shortest_stay: str
    longest_stay: str
    criteria: list[ToldCriterion]
    papers: list[AskedPaper]
    questions: list[ToldQuestion]
    results_by: date | None
    changes: list[Told]

    @property
    def is_announced(self) -> bool:
        return self.state is CallState.ANNOUNCED

    @property
    def more_units(self) -> int:
        return self.unit_count - len(self.units)


def _reader() -> str:
    return (translation.get_language() or "").split("-")[0]


def _spoken(texts: dict[str, Any], key: str = "") -> Spoken:
    """As models.call.in_language chooses; key: of the words among those of one language."""
    for code in (_reader(), settings.LANGUAGE_CODE, *texts):
        words = (texts.get(code) or {}).get(key) if key else texts.get(code)
        if words:
            return Spoken(words, "" if code == _reader() else code)
    return Spoken("")


def _labels(choices: type, codes: list[str]) -> list[str]:
    known = dict(choices.choices)  # type: ignore[attr-defined]
    return [str(known[code]) for code in codes if code in known]


def _asked(row: CallPaper) -> AskedPaper:
    goods = _("who deals in: %(goods)s") % {"goods": Goods(row.goods).label} if row.goods else ""
    kind: str | Promise = ApplicantKind(row.kind).label if row.kind else ""
    return AskedPaper(row.get_paper_display(), ", ".join(str(part) for part in (kind, goods) if part), row.is_required)


def papers_needed(call: Call) -> list[AskedPaper]:
    """Those without which nobody can send, or nobody of a kind or who deals in something. One query."""
    return [_asked(row) for row in call.asked_papers.all() if row.is_required]


def _criterion(row: Criterion, all_weights: int) -> ToldCriterion:
    said = [(point, _spoken(row.anchors.get(str(point), {}))) for point in range(row.lowest, row.highest + 1)]
    return ToldCriterion(_spoken(row.texts, "name"), _spoken(row.texts, "help"), row.weight, round(100 * row.weight / all_weights),
                         row.lowest, row.highest, [(point, words) for point, words in said if words.words])


def _criteria(call: Call) -> list[ToldCriterion]:
    rows = list(call.criteria.all())
    return [_criterion(row, sum(row.weight for row in rows)) for row in rows]


def _questions(call: Call) -> list[ToldQuestion]:
    rows = list(call.questions.all())
    by_code = {row.code: row for row in rows}
    return [ToldQuestion(_spoken(row.texts, "label"), _only(row.only_if, by_code)) for row in rows]


def _only(condition: dict[str, Any], by_code: dict[str, CallQuestion]) -> str:
    asked = by_code.get(condition.get("code", ""))
    if asked is None:
        return ""
    value = condition["value"]
    texts: dict[str, Any] = next((choice["texts"] for choice in asked.choices if choice["code"] == value), {})
    answer = str(_("Yes") if value is True else _("No") if value is False else _spoken(texts))
    return _("only if “%(question)s” is answered with “%(answer)s”") % {"question": _spoken(asked.texts, "label"), "answer": answer}


def _text(call: Call) -> ToldText:
    texts = {text.language: vars(text) for text in call.texts.all()}
    return ToldText(*(_spoken(texts, field.name) for field in fields(ToldText)))


def _said(text: ToldText) -> list[Spoken]:
    return [said for field in fields(text) if (said := getattr(text, field.name))]


def _is_elsewhere(text: ToldText, criteria: list[ToldCriterion], questions: list[ToldQuestion]) -> bool:
    parts = _said(text) + [part for row in criteria for part in (row.name, row.help_text, *(words for _point, words in row.points))]
    return any(part.lang for part in [*parts, *(question.label for question in questions)])


def call_facts(call: Call, now: datetime) -> CallFacts:
    """Everything the page says, in the active language. A fixed number of queries."""
    state, text, units = call.state_at(now), _text(call), units_of(call)
    is_narrowed = call.units.exists() or call.areas.exists()
    criteria, questions = _criteria(call), _questions(call)
    return CallFacts(
        call=call, state=state, colour=COLOURS[state], standing=STANDINGS.get(state, ""), text=text,
        is_other_language=bool(text.title) and all(said.lang for said in _said(text)),
        has_other_parts=_is_elsewhere(text, criteria, questions),
        kinds=_labels(ApplicantKind, call.kinds), activities=_labels(Activity, call.activities),
        areas=[area.name for area in call.areas.all()], units=list(units[:SHOWN_UNITS]) if is_narrowed else [],
        unit_count=units.count(), last_day=call.last_stay_day,
        shortest_stay=days_in_words(call.shortest_days), longest_stay=days_in_words(call.longest_days), criteria=criteria,
        papers=[_asked(row) for row in call.asked_papers.all()], questions=questions, results_by=results_by(call),
        changes=changes_of(call, is_public=True))


@dataclass(frozen=True)
class CallCard:
    """One line of the list of calls. Title and summary in the reader's language, else in the town's."""

    call: Call
    state: CallState
    colour: str
    title: Spoken
    summary: Spoken


def card_of_call(call: Call, now: datetime) -> CallCard:
    """Costs no query where the texts are prefetched."""
    texts = {text.language: {"title": text.title, "summary": text.summary} for text in call.texts.all()}
    state = call.state_at(now)
    return CallCard(call, state, COLOURS[state], _spoken(texts, "title"), _spoken(texts, "summary"))


def open_calls(now: datetime) -> list[CallCard]:
    """For the front page: those that close first. Two queries."""
    rows = Call.objects.taking_applications(now).filter(decided_at=None).order_by("closes_at", "pk")
    return [card_of_call(call, now) for call in rows.prefetch_related("texts")[:SHOWN_OPEN]]


def calls_of_unit(unit: Unit, now: datetime) -> list[CallCard]:
    """The open calls in which this unit can be applied for, those that close first. Three queries, one where no call is open."""
    named = Call.units.through.objects.filter(call=OuterRef("pk"))
    rows = Call.objects.taking_applications(now).filter(decided_at=None).annotate(
        names_units=Exists(named), names_it=Exists(named.filter(unit=unit))).order_by("closes_at", "pk")
    return [card_of_call(call, now) for call in rows.prefetch_related("texts", "areas") if _takes(call, unit)][:SHOWN_OPEN]


def _takes(call: Any, unit: Unit) -> bool:
    """As rules.calls.units_of says it of many units: those named, those in the named parts of town, or all."""
    areas = list(call.areas.all())
    lies_in = unit.latitude is not None and unit.longitude is not None and any(
        holds(area.ring, float(unit.longitude), float(unit.latitude)) for area in areas)
    return call.names_it or lies_in or not (areas or call.names_units)
