"""What others said, beside a decision: one line in the page where it is made. Each costs few queries, however many rows."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from popups.models import Application, Call
from popups.reports.consulting import asked_about, asked_beside, without_near
from popups.reports.ideas import voices_beside
from popups.reports.nearness import Nearness
from popups.rules.objections import Objecting, answer_told, objecting_of
from vacancies.models import Unit

register = template.Library()


@register.inclusion_tag("popups/staff/_ideas_beside.html")
def ideas_for(*units: Unit) -> dict[str, Any]:
    """{% ideas_for unit %}: residents' ideas for a unit, those with most votes first. One query."""
    return {"voices": voices_beside(units)}


@register.inclusion_tag("popups/staff/_ideas_beside.html")
def ideas_for_wishes(application: Application) -> dict[str, Any]:
    """{% ideas_for_wishes application %}: for each unit that it wishes for. One query where the wishes were fetched with their units."""
    wishes = sorted(application.wishes.all(), key=lambda wish: (wish.rank, wish.pk))
    return {"voices": voices_beside(wish.unit for wish in wishes)}


@register.inclusion_tag("popups/staff/_asked.html", takes_context=True)
def group_about_unit(context: Context, unit: Unit) -> dict[str, Any]:
    """{% group_about_unit unit %}: what the local group was asked and said, and what came of it. Two queries."""
    return {"questions": asked_about(unit=unit), "page": context["page"]}


@register.inclusion_tag("popups/staff/_asked.html", takes_context=True)
def group_about_call(context: Context, call: Call) -> dict[str, Any]:
    """{% group_about_call call %}: the same for a call and its shortlist; nothing of the answers to whoever stands too near to an option."""
    return {"questions": without_near(asked_about(call=call), context["request"].user), "page": context["page"]}


@register.inclusion_tag("popups/staff/_asked.html", takes_context=True)
def group_about_application(context: Context, application: Application, near: Nearness) -> dict[str, Any]:
    """{% group_about_application application near %}: about its call, the shortlist and the units it wishes for; its own option is marked."""
    questions = without_near(asked_beside(application), context["request"].user, near.kept)
    return {"questions": questions, "page": context["page"], "application": application}


@register.inclusion_tag("popups/staff/_objections_beside.html")
def objections_about(application: Application, has_objected: bool) -> dict[str, Any]:
    """{% objections_about application has_objected %}: what its applicant objects to, and the way to enter what came by post.

    One query, and none where nothing was told and nobody has objected, which the history on the page says already.
    """
    is_asked = has_objected or answer_told(application) is not None
    return {"application": application, "objecting": objecting_of(application, timezone.localdate()) if is_asked else Objecting([], None)}
