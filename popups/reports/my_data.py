"""Everything the town keeps about one person, to take along: one JSON file, and the papers as they came."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Prefetch, QuerySet
from django.forms.models import model_to_dict

from popups.models import (
    Alert,
    Applicant,
    Application,
    CoApplicant,
    Event,
    Letter,
    Look,
    Offer,
    Paper,
    Review,
    User,
    Wish,
)
from popups.reports.hosting import hosted_by
from popups.reports.own_story import story_of
from popups.rules.stage import stage_for_applicant
from popups.rules.telling import is_told, told_decision

NOT_OF_THE_PERSON = ("id", "applicant", "user", "entered_by", "claim_key", "decided_by", "search_text", "copied_from", "wished_areas", "call",
                     "status", "decision_note", "not_selected_reason", "decided_at")


def _fields(row: Model, *without: str) -> dict[str, Any]:
    """By the names of the columns; also those that no form shows."""
    names = [field.name for field in row._meta.concrete_fields if field.name not in {*NOT_OF_THE_PERSON, *without}]
    return {name: getattr(row, name) for name in names}


def _rows() -> QuerySet[Application]:
    offers = Offer.objects.select_related("unit", "tenancy")
    wishes = Wish.objects.select_related("unit").order_by("rank", "pk")
    return (Application.objects.select_related("applicant", "call", "decision__plan_answer").order_by("pk")
            .prefetch_related(Prefetch("offers", offers), Prefetch("wishes", wishes), "papers", "messages", "change_points", "co_applicants", "objections", "wished_areas",
                              Prefetch("reviews", Review.objects.filter(submitted_at__isnull=False).prefetch_related("scores__criterion")), "looks__by"))


def _offer(offer: Offer) -> dict[str, Any]:
    hidden = ("application", "unit", "made_by", "owner_agreed_by", "owner_asked_at", "owner_agreed_on", "owner_note")
    tenancy = getattr(offer, "tenancy", None)
    about_tenancy = _fields(tenancy, "offer", "unit", "ended_by") if tenancy else None
    return {**_fields(offer, *hidden), "unit": str(offer.unit), "status": offer.status, "tenancy": about_tenancy}


def _reviews(application: Application) -> list[dict[str, Any]]:
    """Without the names of reviewers, and only once everybody has heard what came of it."""
    if not is_told(application) or application.decided_at is None and told_decision(application) is None:
        return []
    return [{"comment": review.comment, "abstained": review.is_abstention, "at": review.submitted_at,
             "points": [{"criterion": score.criterion.name, "points": score.points, "why": score.reason} for score in review.scores.all()]}
            for review in application.reviews.all()]


def _decision(application: Application) -> dict[str, Any] | None:
    told = told_decision(application)
    if told is not None:
        return {"outcome": told.outcome, "reserve_position": told.reserve_position, "reason": told.reason, "note": told.note, "at": told.at,
                "what_stood_in_the_way": told.plan_answer.told if hasattr(told, "plan_answer") else None}
    if application.decided_at and is_told(application):
        return {"reason": application.not_selected_reason, "note": application.decision_note, "at": application.decided_at}
    return None


def _look(look: Look) -> dict[str, Any]:
    return {"who": look.by.role or "officer", "first": look.first_at, "last": look.last_at, "times": look.times}


def _application(row: Application, today: date) -> dict[str, Any]:
    return {
        **_fields(row), "applies_as": row.applicant.kind, "call": row.call.reference if row.call else None,
        "stands": stage_for_applicant(row, today).code.value, "decision": _decision(row), "reviews": _reviews(row),
        "wishes": [wish.unit.reference for wish in row.wishes.all()], "wished_areas": [area.name for area in row.wished_areas.all()],
        "papers": [{"file": paper_name(paper), "kind": paper.kind, "size": paper.size, "added": paper.added_at} for paper in row.papers.all()],
        "co_applicants": [{"name": one.name, "email": one.email, "is_willing": one.is_willing} for one in row.co_applicants.all()],
        "messages": [{"from": "office" if said.is_from_office else "you", "text": said.text, "at": said.at} for said in row.messages.all()],
        "requested_changes": [{"about": said.field, "text": said.text, "before": said.before, "after": said.after, "asked": said.asked_at,
                               "done": said.ticked_at} for said in row.change_points.all()],
        "objections": [{"text": one.text, "at": one.at, "outcome": one.outcome, "answer": one.answer} for one in row.objections.all()],
        "offers": [_offer(offer) for offer in row.offers.all()], "read_by_staff": [_look(look) for look in row.looks.all()],
        "story": [{"at": line.at, "what": str(line.text), "note": line.note} for line in story_of(row)]}


def _event(row: Event) -> dict[str, Any]:
    return {"title": row.title, "text": row.public_text, "from": row.starts_at, "until": row.ends_at, "place": str(row.unit), "status": row.status}


def paper_name(paper: Paper) -> str:
    return f"papers/{paper.pk}-{paper.file_name}"


def data_of(user: User, today: date) -> dict[str, Any]:
    """As JSON-able values. Comments of the staff among themselves are not in it: they may speak of others, so the office gives them."""
    email = user.email
    letters = Letter.objects.filter(to_user=user).exclude(text="").order_by("pk")
    return {
        "account": model_to_dict(user, ["email", "first_name", "last_name", "language"]) | {"since": user.date_joined, "last_sign_in": user.last_login},
        "profiles": [{**_fields(row), "kind": row.kind} for row in Applicant.objects.filter(user=user)],
        "applications": [_application(row, today) for row in _rows().filter(applicant__user=user)],
        "letters": [{"at": row.written_at, "to": row.to_email, "subject": row.subject, "text": row.text} for row in letters],
        "performances": [_event(row) | {"host_said": row.host_note} for row in Event.objects.filter(performer__user=user).select_related("unit")],
        "events_at_your_place": [_event(row) | {"you_said": row.host_note} for row in hosted_by(user).select_related("unit")],
        "wishes_for_emails": [{"kind": row.kind, "search": row.query, "since": row.made_at} for row in Alert.objects.filter(email__iexact=email)],
        "named_as_co_applicant": [{"name": row.name, "is_willing": row.is_willing} for row in CoApplicant.objects.filter(email__iexact=email)]}


def _stored(paper: Paper) -> Iterator[bytes]:
    """Nothing where the file has gone meanwhile."""
    with suppress(FileNotFoundError), default_storage.open(paper.stored_name) as file:
        yield from file.chunks()


def files_of(user: User, today: date) -> Iterable[tuple[str, Iterable[bytes]]]:
    """Names and contents for the archive; papers are read one after another while it is sent."""
    told = json.dumps(data_of(user, today), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    yield "data.json", [told.encode()]
    for paper in Paper.objects.filter(application__applicant__user=user).order_by("pk"):
        yield paper_name(paper), _stored(paper)
