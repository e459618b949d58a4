"""Who is in the local group."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from popups.access import SignedInRequest
from popups.forms.staff.consulting import MemberForm
from popups.lifecycle.group_members import save_member, set_left
from popups.models import GroupMember
from vacancies.access import OFFICERS, requires
from vacancies.forms.refusal import add_problems, codes_of
from vacancies.problem import Refused
from vacancies.resent_forms import once
from vacancies.undo import say_with_undo


@require_safe
@requires(*OFFICERS)
def member_list(request: HttpRequest) -> HttpResponse:
    """Those who left stand last. Whom nothing is known of any more is left out."""
    counted = GroupMember.objects.exclude(name="").annotate(
        asked=Count("invitations"), answered=Count("invitations", filter=Q(invitations__answered_at__isnull=False)))
    rows = sorted(counted, key=lambda member: member.left_on is not None)
    return render(request, "popups/staff/member_list.html", {"members": rows})


def _edit(request: SignedInRequest, member: GroupMember | None) -> HttpResponse:
    form = MemberForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_bound and form.is_valid():
        try:
            save_member(by=request.user, member=member, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("popups:member-list")
        except Refused as refused:
            add_problems(form, refused)
    return render(request, "popups/staff/member_form.html", {"form": form, "member": member, "codes": " ".join(codes_of(form))},
                  status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
@once
def member_new(request: SignedInRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*OFFICERS)
def member_edit(request: SignedInRequest, number: int) -> HttpResponse:
    return _edit(request, get_object_or_404(GroupMember.objects.exclude(name=""), pk=number))


@require_POST
@requires(*OFFICERS)
def member_left(request: SignedInRequest, number: int) -> HttpResponse:
    """?again: they are a member again."""
    member = get_object_or_404(GroupMember.objects.exclude(name=""), pk=number)
    is_back = "again" in request.GET
    set_left(member=member, on=None if is_back else timezone.localdate(), by=request.user)
    if is_back:
        messages.success(request, _("%(name)s is a member again.") % {"name": member.name})
    else:
        said = _("%(name)s is no longer asked, and their links no longer open.") % {"name": member.name}
        say_with_undo(request, said, f"{request.path}?again=1")
    return redirect("popups:member-list")
