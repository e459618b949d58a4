"""Marking faces and number plates in a photo, looking at the result, and keeping it."""

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vacancies.access import OFFICERS, requires
from vacancies.forms.blurring import BlurForm
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.lifecycle.blurring import blur_photo, blurred_picture
from vacancies.models import Photo
from vacancies.models.photo import PHOTO_WIDTHS
from vacancies.problem import Refused
from vacancies.views.gone import unknown_once_gone
from vacancies.views.staff.photo_now import photo_now, say_blurred


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
@unknown_once_gone(Photo.DoesNotExist)
def photo_blur(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """The button `look` shows what it would look like; without it, it is done."""
    photo = photo_now(Photo.objects.all(), reference, key)
    if photo.key != key:
        return say_blurred(request, photo)
    form = BlurForm(request.POST if request.method == "POST" else None, photo=photo)
    if request.method != "POST" or not form.is_valid():
        return _show(request, photo, form)
    try:
        if "look" in request.POST:
            return _show(request, photo, form, looked_at=_seen(photo, form))
        photo = blur_photo(photo=photo, areas=form.areas(), by=request.user)
    except Refused as refused:
        add_problems(form, refused)
        return _show(request, photo, form)
    messages.success(request, _("The marked places are unrecognisable now, for good."))
    return redirect(f"{reverse('vacancies:photo-list', args=[reference])}#photo-{photo.key}")


def _seen(photo: Photo, form: BlurForm) -> str:
    """In the page itself: nothing is stored before it is kept."""
    picture = blurred_picture(photo, form.areas())
    return f"data:image/webp;base64,{b64encode(picture.files[PHOTO_WIDTHS[1]]).decode()}"


def _show(request: HttpRequest, photo: Photo, form: BlurForm, **given: Any) -> HttpResponse:
    told = {"unit": photo.unit, "photo": photo, "form": form, "codes": " ".join(codes_of(form))} | given
    return render(request, "vacancies/staff/photo_blur.html", told, status=422 if form.errors else 200)
