"""Letters to people without an e-mail: printed all at once, ticked off as posted, and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from popups.letters import mark_posted, take_back_posted
from popups.models import Letter
from vacancies.access import OFFICERS, requires
from vacancies.undo import say_with_undo

AT_ONCE = 200  # sheets; whoever has more prints the rest when these are posted


@require_safe
@requires(*OFFICERS)
def letter_print(request: HttpRequest) -> HttpResponse:
    """Each letter on a sheet of its own, the oldest first. Looking changes nothing: they wait until somebody says that they are posted."""
    rows = Letter.objects.to_print().select_related("application__applicant").defer("html").order_by("written_at", "pk")
    found = list(rows[:AT_ONCE + 1])
    return render(request, "popups/staff/letter_print.html", {"letters": found[:AT_ONCE], "has_more": len(found) > AT_ONCE, "at_once": AT_ONCE})


@require_POST
@requires(*OFFICERS)
def letter_posted(request: HttpRequest) -> HttpResponse:
    """Those that are ticked. The answer has a button that takes it back."""
    keys = mark_posted(request.POST.getlist("key")[:AT_ONCE])
    if keys:
        said = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", len(keys)) % {"count": len(keys)}
        say_with_undo(request, said, f"{reverse('popups:letter-unposted')}?{urlencode([('key', key) for key in keys])}")
    elif not request.POST.getlist("key"):
        messages.error(request, _("Tick at least one letter."), extra_tags="nothing_chosen")
    return redirect("popups:letter-print")


@require_POST
@requires(*OFFICERS)
def letter_unposted(request: HttpRequest) -> HttpResponse:
    """They wait to be posted again. Twice is harmless."""
    count = take_back_posted(request.GET.getlist("key")[:AT_ONCE])
    if count:
        messages.success(request, ngettext("%(count)d letter waits to be posted again.", "%(count)d letters wait to be posted again.", count) % {"count": count})
    return redirect("popups:letter-print")


@require_POST
@requires(*OFFICERS)
def letter_printed(request: HttpRequest, key: str) -> HttpResponse:
    """One of them, on its own page; with `back` in the form: not posted after all."""
    letter = get_object_or_404(Letter.objects.filter(to_email=""), key=key)
    if "back" in request.POST:
        take_back_posted([letter.key])
        messages.success(request, _("Noted. The letter waits to be posted again."))
    else:
        mark_posted([letter.key])
        messages.success(request, _("Noted. The letter is on its way."))
    return redirect("popups:staff-letter", letter.key)
