"""The photo that a page speaks of, also where it was blurred in another window meanwhile and has a new key since."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vacancies.models import Photo
from vacancies.models.photo import PhotoQuerySet
from vacancies.problem import Problem

BLURRED = _("This photo was blurred meanwhile. It is shown here as it is now; do again what you wanted to do.")


def photo_now(rows: PhotoQuerySet, reference: str, key: str) -> Photo:
    """Under its present key. Two queries where that is another one."""
    rows = rows.select_related("unit").filter(unit__reference=reference)
    before = Photo.history.filter(key=key).values("id")
    photo = rows.filter(key=key).first() or rows.filter(pk__in=before).first()
    if photo is None:
        raise Http404
    return photo


def blurred_since(photo: Photo, key: str) -> list[Problem]:
    return [Problem("blurred_meanwhile", BLURRED)] if photo.key != key else []


def say_blurred(request: HttpRequest, photo: Photo) -> HttpResponse:
    messages.warning(request, BLURRED)
    return redirect(f"{reverse('vacancies:photo-list', args=[photo.unit.reference])}#photo-{photo.key}")
