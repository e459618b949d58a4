"""Letting go of what is personal: of one application, and of the letters about it.

What stays is what figures and the record of fairness need: reference, kind, activity, dates, points, outcomes. Nobody can tell
whose it was. Lines of history stay, without the sentences in them: the only change that is ever made to history.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from popups.choices import ApplicationStatus, Verb
from popups.lifecycle.event_letters import refusal_key, tell_performer_of_refusal
from popups.lifecycle.event_others import letters_to_hosts, tell_end_again, unheard_ends
from popups.lifecycle.papers import drop_paper
from popups.lifecycle.plan_answers import forget_answer
from popups.lifecycle.records import lock, write_history
from popups.models import (
    Applicant,
    Application,
    Call,
    Comment,
    Conflict,
    Event,
    History,
    Letter,
    Look,
    Message,
    Offer,
    Option,
    Paper,
    Review,
    Score,
    SettledRepeat,
    Tenancy,
)
from popups.rules.retention import ERASED, ERASED_HOST, is_nobodys
from vacancies.latvian import fold


def nobody(kind: str) -> Applicant:
    """Whose an application is when nobody may know that any more: one for each kind of applicant.

    Never whoever only calls themselves so in a draft that is not claimed yet: they would claim everything with it.
    """
    rows = Applicant.objects.filter(user=None, kind=kind, name=ERASED).exclude(applications__claim_key__isnull=False)
    return rows.first() or Applicant.objects.create(kind=kind, name=ERASED)


def history_of(application: Application) -> QuerySet[History]:
    """Of its offers and tenancies too; past the guard that keeps everybody else from changing history."""
    about = Q(application=application) | Q(offer__application=application) | Q(tenancy__offer__application=application)
    return History._base_manager.filter(about)


def drop_papers(application: Application) -> int:
    """The rows now, the files after the commit. Returns how many."""
    papers = list(Paper.objects.filter(application=application))
    for paper in papers:
        drop_paper(paper)
    return len(papers)


def blank_letters(letters: QuerySet[Letter]) -> int:
    """That they were written stays, so that none is written twice. What was not sent yet is not sent any more."""
    count = letters.filter(sent_at__isnull=True).delete()[0]
    return count + letters.exclude(text="").update(subject=ERASED, text="", html="", last_error="")


def letters_about(application: Application) -> QuerySet[Letter]:
    return Letter.objects.filter(Q(application=application) | Q(offer__application=application) | Q(tenancy__offer__application=application))


def _strip_words_as_host(application: Application) -> None:
    """Why a tenant said no to an event, also in the letter that told the performer."""
    rows = Event.objects.filter(tenancy__offer__application=application).exclude(host_note="")
    refused = {refusal_key(event): event for event in rows.select_related("unit", "performer__user")}
    letters = Letter.objects.filter(key__in=refused)
    waiting = list(letters.filter(sent_at__isnull=True).values_list("key", flat=True))
    blank_letters(letters)
    rows.update(host_note="")
    for key in waiting:  # the performer hears of it all the same
        refused[key].host_note = ""
        tell_performer_of_refusal(refused[key])


def strip_event(event: Event) -> None:
    """That it took place, where and when stays; who performed and what they said of it goes, also from the letters to its hosts.

    Those who do not know yet that it is cancelled are told so without it.
    """
    unheard = unheard_ends(event)
    blank_letters(letters_to_hosts(event))
    History._base_manager.filter(event=event).exclude(note="").update(note="")
    Event.objects.filter(pk=event.pk).update(performer=None, title=event.reference, public_text="", host_note="")
    event.refresh_from_db()
    tell_end_again(event, unheard)


def _strip_promises(application: Application, *, is_named: bool) -> None:
    offers = Offer.objects.filter(application=application)
    offers.update(message="", decline_note="", owner_note="")
    _strip_words_as_host(application)
    if is_named:
        return
    for tenancy in Tenancy.objects.filter(offer__application=application):
        Tenancy.objects.filter(pk=tenancy.pk).update(public_name=tenancy.reference, public_text="", end_note="")


def _strip_opinions(application: Application) -> None:
    """Points and outcomes stay; sentences may speak of the person."""
    application.comments.all().delete()
    application.messages.all().delete()
    application.change_points.all().delete()
    application.co_applicants.all().delete()
    application.objections.update(text=ERASED, answer="")
    Review.objects.filter(application=application).update(comment="")
    Score.objects.filter(review__application=application).update(reason="")
    Conflict.objects.filter(application=application).update(reason="")
    Option.objects.filter(application=application).update(text=application.reference)
    application.rulings.update(reason=ERASED)
    forget_answer(application)


@transaction.atomic
def strip_application(*, application: Application, by: object, is_named: bool = False) -> Application:
    """Whatever it says and whatever was said about it goes. is_named: whose it is must be kept a while longer."""
    application = lock(application)
    if is_nobodys(application.applicant):
        return application
    drop_papers(application)
    blank_letters(letters_about(application))
    _strip_opinions(application)
    _strip_promises(application, is_named=is_named)
    history_of(application).exclude(note="").update(note="")
    if hasattr(application, "decision"):
        type(application.decision).objects.filter(application=application).update(note="")
    application.wished_areas.clear()
    told: dict[str, Any] = {"title": application.reference, "description": "", "answers": {}, "goods": [], "share_note": "", "weekdays": [],
            "needs_note": "", "needed_features": [], "smallest_area_m2": None, "budget_cents": None, "changes_note": "", "decision_note": "",
            "search_text": fold(application.reference), "copied_from": None}
    if not is_named:
        told["applicant"] = nobody(application.applicant.kind)
    before = application.applicant
    Application.objects.filter(pk=application.pk).update(**told)
    write_history(Verb.ERASED, by=by, subject=application)
    if not is_named:
        _forget_copies(application)
        drop_profile(before)
    application.refresh_from_db()
    return application


def _forget_copies(application: Application) -> None:
    """Whoever used it again would be named by that: a copy keeps its own answers and forgets where they came from."""
    copies = list(Application.objects.filter(copied_from=application).values_list("pk", flat=True))
    Application.objects.filter(pk__in=copies).update(copied_from=None)
    History._base_manager.filter(application__in=copies, verb=Verb.STARTED, note=application.reference).update(note="")


def drop_profile(applicant: Applicant) -> bool:
    """The profile of somebody without an account, or whose account was erased, goes with the last application."""
    if applicant.user and not applicant.user.email.endswith(ERASED_HOST):
        return False
    if applicant.name == ERASED or applicant.applications.exists() or applicant.events.exists():
        return False
    applicant.delete()
    return True


def drop_lines_of(call: Call) -> None:
    """Of a draft that goes as a whole: lines about nothing tell nothing."""
    history = History._base_manager.filter(call=call)
    history._raw_delete(history.db)


@transaction.atomic
def delete_draft(*, application: Application, by: object) -> bool:
    """Nobody but its author ever saw it, so it goes without a trace. False: it was sent or deleted meanwhile."""
    held = Application.objects.select_for_update(no_key=True).filter(pk=application.pk, status=ApplicationStatus.DRAFT, submitted_at=None).first()
    if held is None:
        return False
    drop_papers(held)
    letters_about(held).delete()
    for said in (Message, Comment, Conflict, Look):
        said.objects.filter(application=held).delete()
    Application.objects.filter(copied_from=held).update(copied_from=None)
    SettledRepeat.objects.filter(Q(first=held) | Q(second=held)).delete()
    history = history_of(held)
    history._raw_delete(history.db)
    applicant = held.applicant
    held.delete()
    drop_profile(applicant)
    return True
