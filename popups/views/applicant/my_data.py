"""What the town keeps about oneself: seen, taken along, corrected, erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from popups.access import SignedInRequest
from popups.feeds.archive import zipped
from popups.forms.applicant.profile import EraseForm, LanguageForm, ProfileForm
from popups.lifecycle.correcting import choose_language, correct_profile
from popups.lifecycle.erasing import erase_person
from popups.models import Applicant
from popups.reports.my_data import files_of
from popups.rules.erasing import may_erase, plan_of
from popups.rules.retention import KINDS
from popups.views.applicant.code_process import needs_password
from vacancies.access import signed_in
from vacancies.forms.refusal import add_problems
from vacancies.problem import Refused


@never_cache
@require_GET
@signed_in
def my_data(request: SignedInRequest) -> HttpResponse:
    page = {"plan": plan_of(request.user, timezone.localdate()), "kinds": KINDS, "may_move": not needs_password(request.user),
            "profiles": Applicant.objects.filter(user=request.user), "language_form": LanguageForm(initial={"language": request.user.language})}
    return render(request, "popups/applicant/my_data.html", page)


@never_cache
@require_GET
@signed_in
def my_data_download(request: SignedInRequest) -> StreamingHttpResponse:
    """Sent while it is made: data.json, and each paper in turn."""
    today = timezone.localdate()
    response = StreamingHttpResponse(zipped(files_of(request.user, today)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="skatlogs-{today:%Y-%m-%d}.zip"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def my_profile(request: SignedInRequest, kind: str) -> HttpResponse:
    applicant = get_object_or_404(Applicant, user=request.user, kind=kind)
    form = ProfileForm(request.POST if request.method == "POST" else None, applicant=applicant)
    if form.is_valid():
        try:
            correct_profile(applicant=applicant, by=request.user, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _("Saved. The town office reads it from now on."))
            return redirect("popups:my-data")
    return render(request, "popups/applicant/profile.html", {"form": form, "applicant": applicant}, status=422 if form.errors else 200)


@require_POST
@signed_in
def my_language(request: SignedInRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if form.is_valid():
        choose_language(user=request.user, language=form.cleaned_data["language"], by=request.user)
        messages.success(request, _("Saved. Letters come in this language until you sign in with another one."))
    return redirect("popups:my-data")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def my_data_erase(request: SignedInRequest) -> HttpResponse:
    form, today = EraseForm(request.POST if request.method == "POST" else None), timezone.localdate()
    if form.is_valid():
        try:
            erase_person(user=request.user, by=request.user)
        except Refused as refused:
            add_problems(form, refused)
        else:
            logout(request)
            messages.success(request, _("Your data is erased. A last letter tells what had to be kept."))
            return redirect("popups:home")
    page = {"form": form, "plan": plan_of(request.user, today), "problems": may_erase(request.user, today)}
    return render(request, "popups/applicant/erase.html", page, status=422 if form.errors else 200)
