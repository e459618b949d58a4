"""History and letters: what was done, and what was written about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from popups.forms.staff.filters import HistoryFilters, LetterFilters
from popups.letters import try_again
from popups.models import Letter, User
from popups.reports.history import found, told
from popups.reports.keyset import page_of
from popups.reports.letters import TO_RESIDENTS, letters_found, standing_of
from popups.reports.reviewers_history import history_for, line_for
from vacancies.access import OFFICERS, READERS, requires


def _staff() -> list[tuple[str, str]]:
    people = User.objects.exclude(role="").order_by("last_name", "first_name", "email")
    return [(str(person.pk), str(person)) for person in people]


@require_safe
@requires(*READERS)
def history(request: HttpRequest) -> HttpResponse:
    """Reviewers see what was done with applications, offers and tenancies; the rest is the officers'."""
    filters = HistoryFilters(request.GET, people=_staff())
    rows = told(found(history_for(request.user), **filters.wanted()))
    page = page_of(rows, "at", descending=True, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "popups/staff/history.html", {
        "filters": filters, "listing": page, "lines": [line_for(request.user, row) for row in page.rows]})


@require_safe
@requires(*OFFICERS)
def letter_list(request: HttpRequest) -> HttpResponse:
    filters = LetterFilters(request.GET)
    rows = letters_found(filters.wanted().get("show", ""))
    page = page_of(rows, "written_at", descending=True, after=request.GET.get("after", ""),
                   before=request.GET.get("before", ""))
    shown = [(letter, *standing_of(letter)) for letter in page.rows]
    return render(request, "popups/staff/letter_list.html", {"filters": filters, "rows": shown, "listing": page})


@require_safe
@requires(*OFFICERS)
def letter_page(request: HttpRequest, key: str) -> HttpResponse:
    rows = Letter.objects.exclude(kind__in=TO_RESIDENTS)
    letter = get_object_or_404(rows.select_related("application__applicant", "offer", "tenancy"), key=key)
    word, colour = standing_of(letter)
    return render(request, "popups/staff/letter.html", {"letter": letter, "word": word, "colour": colour})


@require_POST
@requires(*OFFICERS)
def letter_retry(request: HttpRequest, key: str) -> HttpResponse:
    """Sends at once, outside of any transaction; a letter that was sent meanwhile is not sent again."""
    letter = get_object_or_404(Letter.objects.exclude(kind__in=TO_RESIDENTS), key=key)
    if try_again(letter.pk):
        messages.success(request, _("The letter is sent."))
    else:
        messages.warning(request, _("The letter was not sent now. Its page says why, and the next try comes by itself."))
    return redirect("popups:staff-letter", letter.key)
