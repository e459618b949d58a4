"""The photos of a unit: sent, described, ordered, released."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.forms.photos import PhotoForm
from vacancies.forms.refusal import codes_of
from vacancies.lifecycle.photos import (
    add_photo,
    delete_photo,
    describe_photo,
    move_photo,
    release_photo,
    unrelease_photo,
)
from vacancies.models import Photo, Unit
from vacancies.problem import Refused


def _show(request: HttpRequest, unit: Unit, form: PhotoForm, status: int = 200) -> HttpResponse:
    told = {"unit": unit, "form": form, "photos": list(unit.photos.all()), "codes": " ".join(codes_of(form))}
    return render(request, "vacancies/staff/photo_list.html", told, status=status)


@require_http_methods(["GET", "POST"])
@requires(*UNIT_KEEPERS)
def photo_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Each file is taken or refused on its own: one bad picture does not lose the good ones."""
    unit = get_object_or_404(Unit, reference=reference)
    if request.method != "POST":
        return _show(request, unit, PhotoForm())
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, unit, form, 422)
    added = _add_each(unit, form, request.user)
    if added:
        messages.success(request, ngettext("%(count)d photo is here.", "%(count)d photos are here.", added) % {"count": added})
    if form.errors:
        return _show(request, unit, form, 422)
    return redirect("vacancies:photo-list", unit.reference)


def _add_each(unit: Unit, form: PhotoForm, by: Any) -> int:
    added = 0
    for file in form.cleaned_data["files"]:
        try:
            add_photo(unit=unit, file=file, alt_text=form.cleaned_data["alt_text"], by=by)
            added += 1
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("files", ValidationError(f"{file.name}: {problem.message}", code=problem.code))
    return added


def _describe(request: HttpRequest, photo: Photo) -> None:
    describe_photo(photo=photo, alt_text=request.POST.get("alt_text", ""), by=request.user)


def _up(request: HttpRequest, photo: Photo) -> None:
    move_photo(photo=photo, to=max(0, _place(photo) - 1), by=request.user)


def _down(request: HttpRequest, photo: Photo) -> None:
    move_photo(photo=photo, to=_place(photo) + 1, by=request.user)


def _place(photo: Photo) -> int:
    return list(photo.unit.photos.values_list("pk", flat=True)).index(photo.pk)


def _release(request: HttpRequest, photo: Photo) -> None:
    describe_photo(photo=photo, alt_text=request.POST.get("alt_text", photo.alt_text), by=request.user)
    release_photo(photo=photo, by=request.user)


def _unrelease(request: HttpRequest, photo: Photo) -> None:
    unrelease_photo(photo=photo, by=request.user)


KEEPERS_DO: dict[str, Callable[[HttpRequest, Photo], None]] = {"describe": _describe, "up": _up, "down": _down}
OFFICERS_DO = {"release": _release, "unrelease": _unrelease}


@require_POST
@requires(*UNIT_KEEPERS)
def photo_change(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """One small step with one photo; the button says which."""
    photo = get_object_or_404(Photo.objects.select_related("unit"), unit__reference=reference, key=key)
    may_do = KEEPERS_DO | (OFFICERS_DO if has_role(request.user, *OFFICERS) else {})
    verb = may_do.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    try:
        verb(request, photo)
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("vacancies:photo-list", reference)


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def photo_delete(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    unit = get_object_or_404(Unit, reference=reference)
    photo = unit.photos.filter(key=key).first()
    if photo is None and request.method != "POST":
        raise Http404
    if request.method != "POST":
        return render(request, "vacancies/staff/photo_delete.html", {"unit": unit, "photo": photo})
    if photo is not None:
        delete_photo(photo=photo, by=request.user)
        messages.success(request, _("The photo is deleted."))
    return redirect("vacancies:photo-list", reference)
