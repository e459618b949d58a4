"""What changed in a call after it had opened, in words of the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from popups.choices import PaperKind
from popups.kinds import ApplicantKind
from popups.models import Call, CallChange
from popups.models.call import in_language
from popups.rules.call_values import DAYS, MOMENTS
from vacancies.choices import Activity
from vacancies.dates import days_in_words
from vacancies.models import Area, Unit

LABELS: dict[str, str | Promise] = {
    "opens_at": gettext_lazy("Applications from"), "closes_at": gettext_lazy("Applications until"),
    "stays_start": gettext_lazy("First day of the stays"), "stays_end": gettext_lazy("Last day of the stays"),
    "results_on": gettext_lazy("Results are told on"),
    "commercial_until": gettext_lazy("Businesses first, until"), "shortest_days": gettext_lazy("Shortest stay"),
    "longest_days": gettext_lazy("Longest stay"), "kinds": gettext_lazy("Who may apply"), "activities": gettext_lazy("What for"),
    "places": gettext_lazy("Number of places"), "is_blind": gettext_lazy("Reviewers do not see who applies"),
    "reviews_wanted": gettext_lazy("Reviews of each application"), "units": gettext_lazy("Units"),
    "areas": gettext_lazy("Parts of town"), "texts": gettext_lazy("Texts"), "criteria": gettext_lazy("Criteria"),
    "questions": gettext_lazy("Questions"), "papers": gettext_lazy("Papers"), "title": gettext_lazy("Title"),
    "summary": gettext_lazy("In one sentence"), "purpose": gettext_lazy("What it is for"),
    "support": gettext_lazy("What the town offers"), "decision_number": gettext_lazy("Number of the decision"),
    "meeting_notes": gettext_lazy("Notes of the meeting")}
TEXTS = ("title", "summary", "purpose", "support")
INSIDE = frozenset({"reviews_wanted"})  # how the office works; told to nobody else


@dataclass(frozen=True)
class ChangeLine:
    """before and after: words, a day, or a moment; either may be empty."""

    what: str
    label: str
    before: Any
    after: Any

    @property
    def is_day(self) -> bool:
        return self._is(date)

    @property
    def is_moment(self) -> bool:
        return self._is(datetime)

    @property
    def is_deadline(self) -> bool:
        """A moment until which something may be done: midnight is told as the end of the day before it."""
        return self.is_moment and self.what == "closes_at"

    def _is(self, shape: type) -> bool:
        return type(self.before or self.after) is shape


@dataclass(frozen=True)
class Told:
    change: CallChange
    lines: list[ChangeLine]


def changes_of(call: Call, *, is_public: bool = False) -> list[Told]:
    """Newest first. A fixed number of queries, however many changes there were."""
    rows = list(call.changes.select_related("by").order_by("-at", "-pk"))
    names = _names_in(rows, is_public=is_public)
    return [Told(row, lines) for row in rows if (lines := _lines(row, names, is_public=is_public))]


def lines_of(change: CallChange, *, is_public: bool = False) -> list[ChangeLine]:
    return _lines(change, _names_in([change], is_public=is_public), is_public=is_public)


def _names_in(rows: Iterable[CallChange], *, is_public: bool) -> dict[str, str]:
    """Names of the units and parts of town that are spoken of; units that are not public have none for the public."""
    found = {"units": set(), "areas": set()}  # type: dict[str, set[str]]
    for told in (told for row in rows for told in row.changes if told["what"] in found):
        found[told["what"]] |= {*told["before"], *told["after"]}
    units = (Unit.objects.listed() if is_public else Unit.objects.all()).filter(reference__in=found["units"]) if found["units"] else ()
    areas = Area.objects.filter(key__in=found["areas"]) if found["areas"] else ()
    return {unit.reference: str(unit) for unit in units} | {area.key: area.name for area in areas}


def _lines(change: CallChange, names: dict[str, str], *, is_public: bool) -> list[ChangeLine]:
    found: list[ChangeLine] = []
    for told in change.changes:
        what, before, after = told["what"], told["before"], told["after"]
        if what == "texts":
            found += _text_lines(before, after)
        elif not (is_public and what in INSIDE):
            found.append(ChangeLine(what, str(LABELS[what]), words(what, before, names), words(what, after, names)))
    return [line for line in found if line.before != line.after]


def _text_lines(before: dict[str, Any], after: dict[str, Any]) -> list[ChangeLine]:
    """As the reader reads the call: in their language, else in the town's."""
    was, now = in_language(before) or {}, in_language(after) or {}
    return [ChangeLine(name, str(LABELS[name]), was.get(name, ""), now.get(name, "")) for name in TEXTS]


def words(what: str, value: Any, names: dict[str, str] | None = None) -> Any:
    """One plain value (see rules.call_values) as a reader understands it."""
    if value is None:
        return ""
    if what in MOMENTS:
        return datetime.fromisoformat(value)
    if what in DAYS:
        day = date.fromisoformat(value)
        return day - timedelta(days=1) if what == "stays_end" else day
    return _WORDS.get(what, lambda said, _names: str(said))(value, names or {})


def _chosen(choices: Any) -> Any:
    labels = dict(choices.choices)
    return lambda codes, _names: ", ".join(str(labels.get(code, code)) for code in codes) or _("all")


def _named(codes: list[str], names: dict[str, str]) -> str:
    return ", ".join(names[code] for code in codes if code in names) if codes else _("all")


def _days(number: int, _names: Any) -> str:
    return days_in_words(number)


def _said(row: dict[str, Any], key: str) -> str:
    return (in_language(row["texts"]) or {}).get(key, "")


def _criteria(rows: list[dict[str, Any]], _names: Any) -> str:
    return "; ".join(_("%(name)s (weight %(weight)d, %(lowest)d to %(highest)d points)") % {
        "name": _said(row, "name"), "weight": row["weight"], "lowest": row["lowest"], "highest": row["highest"]} for row in rows)


def _questions(rows: list[dict[str, Any]], _names: Any) -> str:
    return "; ".join(_said(row, "label") for row in rows)


def _papers(rows: list[dict[str, Any]], _names: Any) -> str:
    labels = dict(PaperKind.choices)
    return "; ".join(str(labels.get(row["paper"], row["paper"])) for row in rows)


def _yes_no(value: bool, _names: Any) -> str:
    return _("Yes") if value else _("No")


_WORDS = {"kinds": _chosen(ApplicantKind), "activities": _chosen(Activity), "units": _named, "areas": _named, "shortest_days": _days,
          "longest_days": _days, "criteria": _criteria, "questions": _questions, "papers": _papers, "is_blind": _yes_no}


def _met_texts(typed: dict[str, Any], now: dict[str, Any]) -> list[ChangeLine]:
    """Language by language, since each is left or saved by itself: `what` is like title:lv."""
    pairs = [(code, name, typed.get(code, {}).get(name, ""), now.get(code, {}).get(name, "")) for code in {**typed, **now} for name in TEXTS]
    return [ChangeLine(f"{name}:{code}", f"{LABELS[name]} ({get_language_info(code)['name_translated']})", before, after)
            for code, name, before, after in pairs if before != after]


def met(typed: dict[str, Any], now: dict[str, Any]) -> list[ChangeLine]:
    """Two people wrote at once: what the second typed (before) beside what the first saved (after)."""
    kept = [{"what": name, "before": typed[name], "after": now[name]} for name in typed if typed[name] != now[name]]
    lines = lines_of(CallChange(changes=[told for told in kept if told["what"] != "texts"]))
    if "texts" in typed:
        lines = _met_texts(typed["texts"], now["texts"]) + lines
    said = {"texts" if line.what.partition(":")[0] in TEXTS else line.what for line in lines}
    unsaid = _("It differs in another language, or in details that are not listed here.")
    return lines + [ChangeLine(told["what"], str(LABELS[told["what"]]), unsaid, "") for told in kept if told["what"] not in said]
