"""An application is used again: for another call, or on its own."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from popups.choices import ApplicationStatus, Verb
from popups.lifecycle.applications import new_draft
from popups.lifecycle.records import lock, write_history
from popups.models import Application, Call, Paper, User, Wish
from popups.papers import keep
from popups.rules.call_fit import possible_questions, unit_problems
from vacancies.models import Area, Unit
from vacancies.references import random_key

SAME = ("title", "description", "goods", "use", "share", "share_note", "weekdays", "where", "needed_features", "smallest_area_m2", "budget_cents", "needs_note")
LOOK_AGAIN = ("where", "check")  # pages that count as not done


@transaction.atomic
def copy_application(*, application: Application, by: User, call: Call | None = None) -> Application:
    """A new draft with the same answers and papers. Days, lengths and wishes come along only where they still fit.

    Raises Refused where the call takes no applications, or not of this kind.
    """
    application = lock(application)
    same = {name: getattr(application, name) for name in SAME}
    done = [code for code in application.done_steps if code not in LOOK_AGAIN]
    draft = new_draft(application.applicant, call=call, copied_from=application, done_steps=done, **same)
    fitting = {**_days(application, draft, timezone.localdate()), **_lengths(application, draft), "answers": _answers(application, draft)}
    if call is None or not call.activities or application.activity in call.activities:
        fitting["activity"] = application.activity
    for name, value in fitting.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*fitting, "updated_at"])
    _copy_places(application, draft)
    _copy_papers(application, draft)
    write_history(Verb.STARTED, by=by, subject=draft, to_status=ApplicationStatus.DRAFT, note=application.reference)
    return draft


def _days(application: Application, draft: Application, today: date) -> dict[str, Any]:
    """Those that lie ahead and within the stays of the call; else what the call proposes."""
    first, last = draft.earliest_start_on, draft.latest_end_on  # of the call
    start, end = application.earliest_start_on, application.latest_end_on
    fits = bool(start and end and start >= max(first or today, today) and (last is None or end <= last))
    return {"earliest_start_on": start, "latest_end_on": end} if fits else {"earliest_start_on": first, "latest_end_on": last}


def _lengths(application: Application, draft: Application) -> dict[str, Any]:
    call = draft.call
    least, most = (call.shortest_days or 1, call.longest_days or 9999) if call else (1, 9999)
    lengths = {name: getattr(application, name) for name in ("shortest_days", "longest_days")}
    return {name: days if days and least <= days <= min(most, draft.spec.longest_days) else None for name, days in lengths.items()}


def _answers(application: Application, draft: Application) -> dict[str, Any]:
    """To questions that are asked again."""
    asked = {question.code for question in possible_questions(draft)}
    return {code: answer for code, answer in application.answers.items() if code in asked}


def _copy_places(application: Application, draft: Application) -> None:
    wished = [wish.unit_id for wish in application.wishes.order_by("rank", "pk")]
    listed = {unit.pk: unit for unit in Unit.objects.listed().filter(pk__in=wished)}
    units = [listed[pk] for pk in wished if pk in listed and (draft.call is None or not unit_problems(draft.call, [listed[pk]]))]
    Wish.objects.bulk_create(Wish(application=draft, unit=unit, rank=rank) for rank, unit in enumerate(units, start=1))
    wished_areas = Application.wished_areas.through.objects.filter(application=application)
    areas = Area.objects.filter(pk__in=wished_areas.values("area"))
    if draft.call is not None and draft.call.areas.exists():
        areas = areas.filter(pk__in=draft.call.areas.values("pk"))
    draft.wished_areas.add(*areas)


def _copy_papers(application: Application, draft: Application) -> None:
    """Each with a file of its own, so that either application can go without the other. A lost file is left out."""
    written: list[str] = []
    try:
        for paper in application.papers.order_by("pk"):
            if default_storage.exists(paper.stored_name):
                written.append(_copy_paper(paper, draft))
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise


def _copy_paper(paper: Paper, draft: Application) -> str:
    with default_storage.open(paper.stored_name) as file:
        copy = Paper(application=draft, key=random_key(), kind=paper.kind, file_name=paper.file_name, content_type=paper.content_type,
                     size=paper.size)
        keep(copy.stored_name, ContentFile(file.read()))
    try:
        copy.save()
    except BaseException:
        default_storage.delete(copy.stored_name)
        raise
    return copy.stored_name
