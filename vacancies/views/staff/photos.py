"""The photos of a unit: sent, described, ordered, released."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vacancies.access import OFFICERS, UNIT_KEEPERS, has_role, requires
from vacancies.forms.photos import AltTextForm, PhotoForm
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.photo_files import BIN_DAYS
from vacancies.lifecycle.photos import (
    add_photo,
    describe_photo,
    move_photo,
    release_photo,
    remove_photo,
    take_back_photo,
    unrelease_photo,
)
from vacancies.models import Photo, Unit
from vacancies.problem import Refused, refuse_if
from vacancies.undo import say_with_undo
from vacancies.views.gone import unknown_once_gone
from vacancies.views.staff.photo_now import blurred_since, photo_now, say_blurred


def _show(request: HttpRequest, unit: Unit, form: PhotoForm, status: int = 200,
          texts: dict[str, AltTextForm] | None = None) -> HttpResponse:
    """texts: by key of a photo, what was typed for it and why it was refused."""
    rows = [(photo, (texts or {}).get(photo.key) or _text_of(photo)) for photo in unit.photos.all()]
    codes = [code for one in (form, *(texts or {}).values()) for code in codes_of(one)]
    told = {"unit": unit, "form": form, "rows": rows, "codes": " ".join(codes), "bin_days": BIN_DAYS,
            "removed": list(_removed(unit)) if has_role(request.user, *OFFICERS) else []}
    return render(request, "vacancies/staff/photo_list.html", told, status=status)


def _removed(unit: Unit) -> QuerySet[Photo]:
    return Photo.with_removed.filter(unit=unit, removed_at__isnull=False).select_related("removed_by").order_by("-removed_at")


def _text_of(photo: Photo, data: Any = None) -> AltTextForm:
    """Without a prefix: one form is sent at a time. Its id is the photo's own, because the page has many."""
    return AltTextForm(data, initial={"alt_text": photo.alt_text}, auto_id=f"{photo.key}-%s")


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
    _tell(request, *_add_each(unit, form, request.user))
    if form.errors:
        return _show(request, unit, form, 422)
    return redirect("vacancies:photo-list", unit.reference)


def _tell(request: HttpRequest, added: int, known: int) -> None:
    if added:
        messages.success(request, ngettext("%(count)d photo was taken in.", "%(count)d photos were taken in.", added) % {"count": added})
    if known:
        messages.info(request, ngettext("%(count)d photo was here already. It is kept once.",
                                        "%(count)d photos were here already. They are kept once.", known) % {"count": known})


def _add_each(unit: Unit, form: PhotoForm, by: Any) -> tuple[int, int]:
    """How many came, and how many were here already. A removed one that comes back counts as come."""
    keys = set(unit.photos.values_list("key", flat=True))
    before, known = len(keys), 0
    for file in form.cleaned_data["files"]:
        try:
            photo = add_photo(unit=unit, file=file, alt_text=form.cleaned_data["alt_text"], by=by)
            known += photo.key in keys
            keys.add(photo.key)
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("files", ValidationError(f"{file.name}: {problem.message}", code=problem.code))
    return len(keys) - before, known


def _typed(form: AltTextForm) -> str:
    return form.cleaned_data["alt_text"]


def _describe(photo: Photo, form: AltTextForm, by: Any) -> None:
    describe_photo(photo=photo, alt_text=_typed(form), by=by)


def _up(photo: Photo, form: AltTextForm, by: Any) -> None:
    move_photo(photo=photo, to=max(0, _place(photo) - 1), by=by)


def _down(photo: Photo, form: AltTextForm, by: Any) -> None:
    move_photo(photo=photo, to=_place(photo) + 1, by=by)


def _place(photo: Photo) -> int:
    return list(photo.unit.photos.values_list("pk", flat=True)).index(photo.pk)


def _release(photo: Photo, form: AltTextForm, by: Any) -> None:
    """The text beside the button is saved too: whoever typed it means it."""
    release_photo(photo=photo, alt_text=_typed(form), by=by)


def _unrelease(photo: Photo, form: AltTextForm, by: Any) -> None:
    unrelease_photo(photo=photo, by=by)


Step = Callable[[Photo, AltTextForm, Any], None]
KEEPERS_DO: dict[str, Step] = {"describe": _describe, "up": _up, "down": _down}
OFFICERS_DO: dict[str, Step] = {"release": _release, "unrelease": _unrelease}


@require_POST
@requires(*UNIT_KEEPERS)
@unknown_once_gone(Photo.DoesNotExist)
def photo_change(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """One small step with one photo; the button says which."""
    photo = photo_now(Photo.objects.all(), reference, key)
    may_do = KEEPERS_DO | (OFFICERS_DO if has_role(request.user, *OFFICERS) else {})
    step = may_do.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    form = _text_of(photo, request.POST)
    if form.is_valid():
        try:
            refuse_if(blurred_since(photo, key))
            step(photo, form, request.user)
            return redirect(f"{reverse('vacancies:photo-list', args=[reference])}#photo-{photo.key}")
        except Refused as refused:
            add_problems(form, refused)
    return _show(request, photo.unit, PhotoForm(), 422, {photo.key: form})


@require_POST
@requires(*OFFICERS)
@unknown_once_gone(Photo.DoesNotExist)
def photo_remove(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Twice is harmless."""
    photo = photo_now(Photo.with_removed.all(), reference, key)
    if photo.key != key:
        return say_blurred(request, photo)
    remove_photo(photo=photo, by=request.user)
    back = reverse("vacancies:photo-take-back", args=[reference, key])
    say_with_undo(request, _("The photo is removed. It is kept for %(days)d days.") % {"days": BIN_DAYS}, back)
    return redirect("vacancies:photo-list", reference)


@require_POST
@requires(*OFFICERS)
@unknown_once_gone(Photo.DoesNotExist)
def photo_take_back(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    photo = take_back_photo(photo=photo_now(Photo.with_removed.all(), reference, key), by=request.user)
    messages.success(request, _("The photo is back."))
    return redirect(f"{reverse('vacancies:photo-list', args=[reference])}#photo-{photo.key}")
