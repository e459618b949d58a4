"""Reporting an empty shop, without an account. Whatever is sent, the answer looks the same."""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from popups.forms.report import ReportForm
from popups.lifecycle.resident_reports import point_to_unit, send_report
from popups.reports.resident_reports import units_to_ask_about
from vacancies.addresses import streets_of_this_town
from vacancies.models import Report, Unit
from vacancies.photos import PhotoProblem

EVERYBODY = "everybody"
SALT = "resident report sent"
ONE_DAY = 24 * 3600


def _unit(request: HttpRequest) -> Unit | None:
    reference = (request.POST.get("unit") or request.GET.get("unit") or "")[:20].replace("\0", "")
    return Unit.objects.listed().filter(reference=reference.upper()).first() if reference else None


def _page(request: HttpRequest, form: ReportForm, unit: Unit | None, status: int = 200) -> HttpResponse:
    codes = " ".join(error.code or "" for errors in form.errors.as_data().values() for error in errors)
    return render(request, "popups/public/report.html", {
        "form": form, "unit": unit, "codes": codes, "streets": streets_of_this_town().names}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest) -> HttpResponse:
    unit, days = _unit(request), settings.REPORT_DAYS
    if request.method != "POST":
        return _page(request, ReportForm(unit=unit, days=days), unit)
    form = ReportForm(request.POST, request.FILES, unit=unit, days=days)
    if form.is_from_a_machine:
        return redirect("popups:report-sent")
    if not form.is_valid():
        return _page(request, form, unit, 422)
    if not ratelimit.consume(request, action="send_report", key=EVERYBODY):
        form.add_error(None, ValidationError(_say_too_often(), code="too_often"))
        return _page(request, form, unit, 429)
    return _send(request, form, unit)


def _say_too_often() -> str:
    return _("Many reports have come in a short while. Wait an hour and send it again, or write to %(email)s.") % {
        "email": settings.OFFICE_EMAIL}


def _key(request: HttpRequest) -> str:
    """The form's own token: a form that is sent twice is one report. No note is locked while a picture is read."""
    try:
        return UUID(request.POST.get("once", "")).hex
    except ValueError:
        return ""


def _send(request: HttpRequest, form: ReportForm, unit: Unit | None) -> HttpResponse:
    try:
        report = send_report(key=_key(request), unit=unit, **form.answers())
    except PhotoProblem as refused:
        form.add_error("photo", ValidationError(refused.message, code=refused.code))
        return _page(request, form, unit, 422)
    return redirect(f"{reverse('popups:report-sent')}?{urlencode({'r': signing.dumps(report.key, salt=SALT)})}")


def _own_report(request: HttpRequest) -> Report | None:
    """The one whose sender was led here; for a day."""
    try:
        key: Any = signing.loads(request.GET.get("r", ""), salt=SALT, max_age=ONE_DAY)
    except signing.BadSignature:
        return None
    return Report.objects.filter(key=key).first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and once the question whether one of the public units was meant."""
    report = _own_report(request)
    units = units_to_ask_about(report) if report is not None and report.is_new and "told" not in request.GET else []
    if request.method != "POST":
        return render(request, "popups/public/report_sent.html", {"units": units})
    chosen = next((unit for unit in units if unit.reference == request.POST.get("unit")), None)
    if report is not None and chosen is not None:
        point_to_unit(report=report, unit=chosen)
    return redirect(f"{reverse('popups:report-sent')}?told=1")
