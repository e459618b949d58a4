"""E-mails that somebody wishes for: asked without an account, confirmed and ended by a link. The answer never says who is known."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from popups.choices import AlertKind, CallState
from popups.forms.alerts import AlertForm, search_form
from popups.lifecycle.alerts import ask_alert, confirm_alert, end_alert
from popups.models import Alert, Call
from popups.views.public.chips import chips_of
from vacancies.forms.refusal import codes_of

EVERYBODY = "everybody"
COMING = {CallState.ANNOUNCED, CallState.OPEN}
MAY_POST = require_http_methods(["GET", "HEAD", "POST"])


class About:
    """A call that is open or will be, or the filters of the catalogue that stand in the address."""

    def __init__(self, request: HttpRequest) -> None:
        self.call = _call(request.GET.get("call", ""))
        self.is_over = self.call is None and "call" in request.GET
        form = search_form(request.GET.urlencode(), timezone.localdate())
        form.is_valid()
        self.chips = [] if self.call else chips_of(form)
        self.query = "" if self.call else form.query_without()[:1000]
        self.is_wrong = bool(form.errors) and not self.call

    @property
    def words(self) -> str:
        """For a letter to an address that nobody has proved yet: nothing in it is of the visitor's own writing."""
        return " · ".join(chip.text for chip in self.chips if chip.name != "q")

    @property
    def href(self) -> str:
        """Where the visitor came from."""
        if self.call:
            return reverse("popups:call-detail", args=[self.call.reference])
        return f"{reverse('popups:unit-list')}?{self.query}".rstrip("?")


def _call(reference: str) -> Call | None:
    call = Call.objects.filter(reference=reference[:20]).prefetch_related("texts").first() if reference else None
    return call if call is not None and call.state in COMING else None


def _page(request: HttpRequest, form: AlertForm, about: About, status: int = 200) -> HttpResponse:
    return render(request, "popups/public/alert_new.html", {"form": form, "about": about, "codes": " ".join(codes_of(form))}, status=status)


@never_cache
@MAY_POST
def alert_new(request: HttpRequest) -> HttpResponse:
    about = About(request)
    if about.is_over:  # else it would become a wish to hear of every place
        messages.info(request, _("People can no longer apply to this call, so there is nothing to remind you of."))
        return redirect("popups:call-list")
    if about.is_wrong:  # the catalogue says what is wrong
        return redirect(about.href)
    if request.method != "POST":
        return _page(request, AlertForm(), about)
    form = AlertForm(request.POST)
    if not form.is_from_a_machine:
        if not form.is_valid():
            return _page(request, form, about, 422)
        if not ratelimit.consume(request, action="ask_alert", key=EVERYBODY):
            form.add_error(None, ValidationError(_("Many people have asked for e-mails in a short while. Wait an hour and send it again."), code="too_often"))
            return _page(request, form, about, 429)
        ask_alert(email=form.cleaned_data["email"], language=_language(), query=about.query, call=about.call, words=about.words)
    messages.success(request, _("You get a letter, but at most three a day. Open the link in it and say yes; until then nothing else comes."))
    return redirect(about.href)


def _language() -> str:
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@never_cache
@MAY_POST
def alert_page(request: HttpRequest, key: str) -> HttpResponse:
    """Opening confirms and ends nothing, so programs that look at links in letters do no harm."""
    alert = Alert.objects.select_related("call").prefetch_related("call__texts").filter(key=key).first()
    if alert is None:
        return render(request, "popups/public/alert_gone.html", status=404)
    if request.method == "POST" and "end" in request.POST:
        end_alert(alert=alert)
        messages.success(request, _("You get no more e-mails about this. Your address is deleted."))
        return redirect("popups:home")
    if request.method == "POST":
        confirm_alert(alert=alert)
        messages.success(request, _("Thank you. We write to you when there is something to tell."))
        return redirect("popups:alert", key)
    form = search_form(alert.query, timezone.localdate())
    form.is_valid()
    response = render(request, "popups/public/alert.html", {
        "alert": alert, "is_about_call": alert.kind == AlertKind.CALL, "chips": chips_of(form)})
    response["Referrer-Policy"] = "same-origin"  # with "no-referrer" browsers send the answer without its origin, and it is refused
    return response
