"""What an officer may ask to change, point by point; what stands there now; and by which words it is called."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import PaperKind
from popups.kinds import OF_STAYS
from popups.models import Application, ChangePoint
from popups.rules.call_fit import papers_asked, questions_for
from vacancies.problem import Problem

Label = str | Promise
WHOLE: Label = _("The application as a whole")
MOST = 30
# By page of the form; codes are the names of its fields, labels theirs.
FIELDS: dict[str, dict[str, Label]] = {
    "who": {"kind": _("What are you?"), "name": _("Name"), "contact_name": _("Whom may we ask?"), "phone": _("Phone"),
            "registration_number": _("Registration number"), "website": _("Website or social page"), "about": _("A few words about you")},
    "what": {"title": _("Name of your pop-up"), "activity": _("What will you do there?"),
             "description": _("What will people find there?"), "deals_in": _("Do you sell any of these?")},
    "where": {"use": _("How much do you need?"), "share": _("How would you share?"), "share_note": _("How much of it?"),
              "where": _("Which place?"), "units": _("Your wishes, the best first"), "wished_areas": _("In which parts of town?"),
              "earliest_start_on": _("First day, at the earliest"), "latest_end_on": _("Last day, at the latest"),
              "shortest_days": _("How long do you need it at least?"), "longest_days": _("How long at most?"),
              "weekdays": _("On which days of the week?")},
    "needs": {"needed_features": _("What must the place have?"), "smallest_area_m2": _("How many square metres do you need at least?"),
              "budget_cents": _("What can you pay a month, with utilities?"),
              "needs_note": _("Anything else we should know"), "papers": _("Papers")},
}
_KNOWN = {code: (page, label) for page, fields in FIELDS.items() for code, label in fields.items()}
_OF_PROFILE = frozenset(FIELDS["who"])
_PAPER = "paper-"


def paper_code(kind: str) -> str:
    return f"{_PAPER}{kind}"


def paper_kind(code: str) -> str:
    """Empty where the code is of no paper."""
    kind = code.removeprefix(_PAPER)
    return kind if code.startswith(_PAPER) and kind in PaperKind.values else ""


def codes_of(application: Application) -> dict[str, dict[str, Label]]:
    """What this application can be asked to change, by page. Three queries at most."""
    unasked = OF_STAYS if application.only_performs else frozenset()
    found = {page: {code: label for code, label in fields.items() if code not in unasked} for page, fields in FIELDS.items()}
    if not application.spec.deals_in_goods:
        del found["what"]["deals_in"]
    found["what"] |= {question.code: question.label for question in questions_for(application)}
    kinds = dict.fromkeys([*(asked.paper for asked in papers_asked(application)), *application.spec.papers])
    found["needs"] |= {paper_code(kind.value): kind.label for kind in kinds}
    return found


def page_of(code: str) -> str:
    """Where it is written; questions, which only an application or a call knows, on the page of theirs."""
    if not code:
        return ""
    return "needs" if paper_kind(code) else _KNOWN.get(code, ("what", ""))[0]


def label_of(application: Application, code: str) -> Label:
    """Costs a query where a question of a call is meant and its questions are not loaded."""
    if not code:
        return WHOLE
    if kind := paper_kind(code):
        return PaperKind(kind).label
    if code in _KNOWN:
        return _KNOWN[code][1]
    return next((question.label for question in questions_for(application) if question.code == code), WHOLE)


def labelled(application: Application, points: Iterable[tuple[str, str]]) -> list[tuple[Label, str]]:
    """For a letter: what each is about, in the active language, and the sentence."""
    return [(label_of(application, code), text.strip()) for code, text in points]


def _papers(application: Application, code: str) -> list[list[str]]:
    kind = paper_kind(code)
    return [[paper.key, paper.file_name] for paper in application.papers.all() if not kind or paper.kind == kind]


def value_of(application: Application, code: str) -> Any:
    """What stands there, as plain data that can be compared and kept. At most one query."""
    if not code:
        return None
    if code == "papers" or paper_kind(code):
        return _papers(application, code)
    if code == "units":
        is_loaded = "wishes" in getattr(application, "_prefetched_objects_cache", {})
        wishes = application.wishes.all() if is_loaded else application.wishes.select_related("unit").order_by("rank", "pk")
        return [str(wish.unit) for wish in wishes]
    if code == "wished_areas":
        return sorted(application.wished_areas.values_list("name", flat=True))
    if code not in _KNOWN:
        return application.answers.get(code)
    holder = application.applicant if code in _OF_PROFILE else application
    value = getattr(holder, "goods" if code == "deals_in" else code)
    return value.isoformat() if isinstance(value, date) else value


def values_of(application: Application, codes: Iterable[str]) -> dict[str, Any]:
    """At most three queries, however many codes."""
    wanted = set(codes)
    papers = list(application.papers.all()) if any(page_of(code) == "needs" and "paper" in code for code in wanted) else []
    kept = {code: [[row.key, row.file_name] for row in papers if paper_kind(code) in ("", row.kind)]
            for code in wanted if code == "papers" or paper_kind(code)}
    return kept | {code: value_of(application, code) for code in wanted - kept.keys()}


def open_points(application: Application) -> list[ChangePoint]:
    """Asked for, and the application was not sent again since. One query; none of a draft that was never sent."""
    return list(application.change_points.filter(closed_at=None)) if application.submitted_at else []


def points_problems(application: Application, points: Iterable[tuple[str, str]]) -> list[Problem]:
    rows = list(points)
    known = {"", *(code for fields in codes_of(application).values() for code in fields)} if rows else set()
    problems = []
    if any(code not in known for code, _text in rows):
        problems.append(Problem("unknown_field", _("Choose from the list what should be changed."), "points"))
    if any(not text.strip() for _code, text in rows):
        problems.append(Problem("text_missing", _("Say what should be changed; the applicant will read it."), "points"))
    if len(rows) > MOST:
        problems.append(Problem("too_many", _("Ask for fewer changes at once."), "points"))
    return problems
