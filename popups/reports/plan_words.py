"""The rules of matching in words. Codes and numbers come from popups.matching, and only here become sentences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from popups.choices import Share, Use
from popups.kinds import ApplicantKind
from popups.matching.eligible import Failure
from popups.matching.explaining.asked import Check
from popups.matching.explaining.changes import Change
from popups.reports.matching_asked import ENDLESS_CENTS
from vacancies.amounts import euros, m2, plain_number
from vacancies.choices import Activity
from vacancies.dates import day as day_words
from vacancies.dates import days_in_words
from vacancies.kinds import FEATURE_BY_CODE

RULES: dict[str, str | Promise] = {
    "use": _("the activity"),
    "area": _("the floor area"),
    "rent": _("the cost a month"),
    "mode": _("whole, share or window"),
    "notice": _("the notice"),
    "district": _("the part of town"),
    "not-listed": _("only certain units are wished for"),
    "funding": _("the building's funding condition"),
    "call-kind": _("whom the call is for"),
    "call-activity": _("what the call is for"),
    "businesses-first": _("businesses come first"),
    "forbidden": _("ruled out by the office or by a no"),
    "dates": _("the dates and the length of the stay"),
    "length": _("this time is too short"),
    "limit": _("the applicant has as many places as one may have"),
    "variety": _("enough of this activity in the street"),
    "earliest": _("begins no earlier than"),
    "latest": _("ends by"),
    "shortest": _("stays at least"),
    "longest": _("stays at most"),
    "window": _("the unit is free until"),
}
MODES: dict[str, str | Promise] = {"whole": Use.WHOLE.label, "share": Use.SHARED.label, "window": Use.WINDOW.label, "any": _("Any")}
Value = str | int | None


@dataclass(frozen=True)
class Words:
    """What the names and numbers of a plan's input stand for. places: by their names in it; areas: by their keys."""

    first_day: date
    places: Mapping[str, str]
    areas: Mapping[str, str]

    def date_of(self, day: int) -> date:
        return self.first_day + timedelta(days=day)

    def day(self, day: Value) -> str:
        return day_words(self.date_of(int(day)), "short") if day is not None else ""

    def last_day(self, end: Value) -> str:
        return self.day(int(end) - 1) if end is not None else ""

    def place(self, name: str) -> str:
        return self.places.get(name, name)

    def parts_of_town(self, tokens: Value) -> str:
        """Tokens as of matching_places.token(), several of them joined by commas."""
        keys = {key for token in str(tokens or "").split(", ") for key in token.split("|") if key}
        return ", ".join(sorted(self.areas.get(key, key) for key in keys))


def rule_name(code: str) -> str:
    """Of any rule; a feature by its own name."""
    if code.startswith("feature:"):
        return feature_name(code.removeprefix("feature:"))
    return str(RULES.get(code, code))


def feature_name(code: str) -> str:
    """Also of a kind of share, and of a day of the week (1 is Monday)."""
    if code in FEATURE_BY_CODE:
        return str(FEATURE_BY_CODE[code].label)
    if code.startswith("weekday-"):
        return str(WEEKDAYS[int(code.removeprefix("weekday-")) - 1])
    share = code.removeprefix("share-")
    return str(Share(share).label) if share in Share.values else code


def days(count: Value) -> str:
    number = int(count or 0)
    return ngettext("%(count)d day", "%(count)d days", number) % {"count": number}


def monthly(cents: Value) -> str:
    if cents is not None and int(cents) >= ENDLESS_CENTS:
        return gettext("not stated")
    return gettext("%(rent)s a month") % {"rent": euros(int(cents or 0))}


def worth_words(effect: int, of: int) -> str:
    """How much more or less a plan of this worth would be worth. of: 0 where it is worth nothing yet."""
    if effect == 0:
        return gettext("worth the same")
    tenths = (abs(effect) * 1000 + of // 2) // of if of else 1000
    if tenths == 0:
        return gettext("worth almost the same")
    words = gettext("worth %(percent)s %% more") if effect > 0 else gettext("worth %(percent)s %% less")
    return words % {"percent": plain_number(Decimal(tenths) / 10)}


def filled_words(more: int) -> str:
    """more: days that a unit is filled, fewer where it is below nought. In weeks where these are whole; nothing for none."""
    if more == 0:
        return ""
    count, is_weeks = abs(more) // 7 if more % 7 == 0 else abs(more), more % 7 == 0
    if is_weeks:
        words = ngettext("%(count)d week more filled", "%(count)d weeks more filled", count) if more > 0 else ngettext(
            "%(count)d week less filled", "%(count)d weeks less filled", count)
    else:
        words = ngettext("%(count)d day more filled", "%(count)d days more filled", count) if more > 0 else ngettext(
            "%(count)d day less filled", "%(count)d days less filled", count)
    return words % {"count": count}


def activities(codes: Value) -> str:
    return _listed(codes, Activity)


def kinds(codes: Value) -> str:
    return _listed(codes, ApplicantKind)


def _listed(codes: Value, known: type[Activity] | type[ApplicantKind]) -> str:
    found = [code for code in str(codes or "").split(", ") if code]
    if set(found) >= set(known.values):
        return gettext("any")
    return ", ".join(str(known(code).label) if code in known.values else code for code in found)


def mode(code: Value) -> str:
    return str(MODES.get(str(code), code))


def value_words(rule: str, value: Value, words: Words) -> str:
    """One side of a rule: what is there, or what is asked."""
    if rule.startswith("feature:"):
        return feature_name(str(value)) if value is not None else "–"
    if rule == "not-listed":
        return ", ".join(dict.fromkeys(words.place(name) for name in str(value).split(", "))) if value else "–"
    return _VALUES[rule](value, words) or "–"


_VALUES: dict[str, Callable[[Value, Words], str]] = {
    "use": lambda value, _words: activities(value),
    "area": lambda value, _words: m2(int(value)) if value else "",
    "rent": lambda value, _words: monthly(value),
    "mode": lambda value, _words: mode(value),
    "notice": lambda value, _words: days(value),
    "district": lambda value, words: words.parts_of_town(value),
    "funding": lambda value, _words: kinds(value),
    "call-kind": lambda value, _words: kinds(value),
    "call-activity": lambda value, _words: activities(value),
    "businesses-first": lambda value, _words: kinds(value),
    "forbidden": lambda _value, _words: "",
    "dates": lambda value, _words: days_in_words(int(value or 0)),
    "shortest": lambda value, _words: days_in_words(int(value or 0)),
    "longest": lambda value, _words: days_in_words(int(value or 0)),
    "earliest": lambda value, words: words.day(value),
    "latest": lambda value, words: words.last_day(value),
    "window": lambda value, words: words.last_day(value),
}


def failure_sentence(failure: Failure | Check, words: Words) -> str:
    """Why a unit cannot be had, in one sentence that stands by itself."""
    if failure.rule == "dates" and int(failure.have or 0) <= 0:
        return gettext("It is not free in the days asked for.")
    pattern = _FEATURE if failure.rule.startswith("feature:") else FAILURES[failure.rule]
    have, need = (value_words(failure.rule, value, words) for value in (failure.have, failure.need))
    return str(pattern) % {"have": have, "need": need}


_FEATURE = _("Needed, but not recorded there: %(need)s.")
FAILURES: dict[str, str | Promise] = {
    "use": _("%(need)s is not allowed there, only: %(have)s."),
    "area": _("It has %(have)s, %(need)s are needed."),
    "rent": _("It costs %(have)s, and only %(need)s can be paid."),
    "mode": _("It is let as: %(have)s. Asked for: %(need)s."),
    "notice": _("Notice of %(have)s, and %(need)s are asked for."),
    "district": _("It does not lie in a part of town that was asked for (%(need)s)."),
    "not-listed": _("It is not among the units that were asked for."),
    "funding": _("What was paid for the building lets in only: %(need)s. This is: %(have)s."),
    "call-kind": _("The call is for: %(need)s. This is: %(have)s."),
    "call-activity": _("The call is for: %(need)s. This is: %(have)s."),
    "businesses-first": _("Businesses come first for now (%(need)s). This is: %(have)s."),
    "forbidden": _("Ruled out: by the office, or because an offer of this unit was declined."),
    "dates": _("Of the days asked for at most %(have)s on end are free, at least %(need)s are needed."),
}


def change_sentences(changes: Iterable[Change], words: Words) -> list[str]:
    """What an applicant could change, each a sentence that stands by itself."""
    return [CHANGES[change.kind](change, words) for change in changes]


def _later(change: Change, words: Words) -> str:
    said = ngettext("It could end %(count)d day later, on %(day)s.", "It could end %(count)d days later, on %(day)s.", change.amount)
    return said % {"count": change.amount, "day": words.last_day(change.to)}


def _earlier(change: Change, words: Words) -> str:
    said = ngettext("It could begin %(count)d day earlier, on %(day)s.", "It could begin %(count)d days earlier, on %(day)s.", change.amount)
    return said % {"count": change.amount, "day": words.day(change.to)}


def _wider(change: Change, words: Words) -> str:
    said = gettext("“%(unit)s” is free from %(day)s on.") if change.side == "begin" else gettext("“%(unit)s” is free until %(day)s.")
    return said % {"unit": words.place(change.name), "day": words.day(change.to) if change.side == "begin" else words.last_day(change.to)}


CHANGES: dict[str, Callable[[Change, Words], str]] = {
    "later": _later,
    "earlier": _earlier,
    "shorter": lambda change, _words: gettext("A shorter stay would do: %(days)s.") % {"days": days_in_words(int(change.to))},
    "district": lambda change, words: gettext("This part of town would do: %(name)s.") % {"name": words.parts_of_town(change.name) or gettext("outside all of them")},
    "unlisted": lambda _change, _words: gettext("A unit that was not named would do."),
    "mode": lambda change, _words: gettext("This would do: %(what)s.") % {"what": mode(change.name)},
    "notice": lambda change, _words: gettext("Notice of %(days)s would do.") % {"days": days(change.to)},
    "feature": lambda change, _words: gettext("It could do without: %(name)s.") % {"name": feature_name(change.name)},
    "rent": lambda change, _words: gettext("It could pay %(cost)s.") % {"cost": monthly(change.to)},
    "area": lambda change, _words: gettext("%(area)s would do.") % {"area": m2(int(change.to))},
    "window": _wider,
    "businesses": lambda _change, _words: gettext("Businesses would no longer come first."),
}


def owner_sentence(change: Change, words: Words) -> str:
    """What the owner of a unit could change."""
    return OWNER_CHANGES[change.kind](change, words)


OWNER_CHANGES: dict[str, Callable[[Change, Words], str]] = {
    "window": _wider,
    "rent": lambda change, _words: gettext("All of it costs %(cost)s, %(less)s less.") % {"cost": monthly(change.to), "less": euros(change.amount)},
    "notice": lambda change, _words: gettext("Notice of %(days)s would do.") % {"days": days(change.to)},
    "mode": lambda change, _words: gettext("It is let whole.") if change.to == 1 else gettext("Two may share it."),
    "use": lambda change, _words: gettext("This is allowed too: %(what)s.") % {"what": activities(change.name)},
    "feature": lambda change, _words: gettext("It gets: %(name)s.") % {"name": feature_name(change.name)},
}
