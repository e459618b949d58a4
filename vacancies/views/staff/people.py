"""The list of owners, and two entries of one owner made into one. Only officers come in."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vacancies.access import OFFICERS, requires
from vacancies.lifecycle.owners import merge_owners
from vacancies.models import Owner
from vacancies.problem import Refused
from vacancies.reports.owners import people


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _both(request: HttpRequest) -> tuple[Owner, Owner]:
    one, other = (_number(request.GET[name]) for name in ("one", "other"))
    found = Owner.objects.annotate(contact_count=Count("contacts")).prefetch_related("units").in_bulk([one, other])
    if len(found) != 2:
        raise Http404
    return found[one], found[other]


@require_safe
@requires(*OFFICERS)
def owner_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:100].replace("\0", "")
    page, owners, twice = people(words, _number(request.GET.get("page", "1")) or 1)
    return render(request, "vacancies/staff/owner_list.html", {
        "words": words, "listing": page, "owners": owners, "twice": twice})


@require_http_methods(["GET", "POST"])
@requires(*OFFICERS)
def owner_merge(request: HttpRequest) -> HttpResponse:
    """?one= and ?other= name the two; POST says which stays. Without two there is nothing to merge: back to the list."""
    if not {"one", "other"} <= set(request.GET):
        return redirect("vacancies:owner-list")
    one, other = _both(request)
    if request.method != "POST":
        return render(request, "vacancies/staff/owner_merge.html", {"both": [one, other]})
    keep, drop = (one, other) if request.POST.get("keep") == str(one.pk) else (other, one)
    if request.POST.get("keep") != str(keep.pk):
        raise Http404
    try:
        merge_owners(keep=keep, drop=drop, by=request.user)
        messages.success(request, _("The two entries are one now: %(name)s.") % {"name": keep})
    except Refused as refused:
        messages.error(request, refused.problems[0].message)
    return redirect("vacancies:owner-list")
