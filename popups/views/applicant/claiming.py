"""Applying without signing in: the draft is kept in this browser until an e-mail is proved, then it is that person's."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from popups.access import begun_drafts, draft_to_fill_in, forget_begun, may_begin
from popups.forms.applicant.signing_in import SignInForm
from popups.lifecycle.claiming import claim_draft, drop_draft
from popups.models import Application, User
from vacancies.problem import Refused
from vacancies.sure import sure


def writer(request: HttpRequest) -> User | None:
    """Who writes: nobody yet, while a draft is filled in without signing in."""
    return request.user if isinstance(request.user, User) else None


def is_of_somebody_else(request: HttpRequest, application: Application) -> bool:
    """An officer types in what came on paper."""
    return application.entered_by_id is not None and application.applicant.user_id != request.user.pk


def whose(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What the pages of applying say about whose draft it is, and the form that makes it one's own."""
    is_unclaimed = application.claim_key is not None
    return {"is_unclaimed": is_unclaimed, "is_entered": is_of_somebody_else(request, application),
            "claim_form": SignInForm(auto_id="claim_%s") if is_unclaimed and not request.user.is_authenticated else None,
            "claim_next": reverse("popups:application-step", args=[application.reference, "check"])}


def claim_begun(request: HttpRequest, application: Application) -> Application:
    """For who is signed in. The browser forgets the key with which it opened the draft until now."""
    key = application.claim_key or ""
    claimed = claim_draft(application=application, by=sure(writer(request)))
    forget_begun(request.session, key)
    return claimed


def claimed_first(request: HttpRequest, application: Application) -> Application:
    """Whoever is signed in and sends a draft begun in this browser makes it their own."""
    if application.claim_key is None or not request.user.is_authenticated:
        return application
    return claim_begun(request, application)


def claim_named(request: HttpRequest, reference: str) -> None:
    """After the code was right: the draft from which the person came. One that somebody else has by now is left alone."""
    for draft in begun_drafts(request):
        if draft.reference == reference:
            try:
                claim_begun(request, draft)
                messages.success(request, _("Your application is kept with your e-mail now. You can go on with it on any device."))
            except Refused as refused:
                messages.warning(request, refused.problems[0].message)


def finish_later(request: HttpRequest, application: Application) -> HttpResponse:
    if application.claim_key is not None:
        messages.success(request, _("Saved in this browser for 30 days. Type your e-mail below to go on with it on another device."))
        return redirect("popups:application-step", application.reference, "check")
    if is_of_somebody_else(request, application):
        messages.success(request, _("Saved. You find it among the applications from paper."))
        return redirect("popups:paper-application-list")
    messages.success(request, _("Saved. You can go on at any time, on any device where you sign in."))
    return redirect("popups:my-page")


def sent(request: HttpRequest, application: Application) -> HttpResponse:
    if is_of_somebody_else(request, application):
        messages.success(request, _("The application is sent in the name of the applicant, who gets a letter."))
        return redirect("popups:staff-application", application.reference)
    messages.success(request, _("Your application is sent. A letter with what happens next is on its way to you."))
    return redirect("popups:my-application", application.reference)


@never_cache
@require_POST
@may_begin
def draft_drop(request: HttpRequest, reference: str) -> HttpResponse:
    """Removes a draft that nobody has claimed: on a computer that others use too, nothing should stay."""
    application = draft_to_fill_in(request, reference)
    if application.claim_key is not None and drop_draft(application=application, by=writer(request)):
        forget_begun(request.session, application.claim_key)
        messages.success(request, _("The draft is removed."))
    return redirect("popups:application-start")
