"""The answer of a host, the same for a tenant and for an owner."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from popups.forms.hosting import NO, HostAnswerForm
from popups.lifecycle.event_hosts import host_agrees, host_refuses
from popups.models import Event
from vacancies.forms.refusal import add_problems
from vacancies.problem import Refused


def answered(request: HttpRequest, event: Event, form: HostAnswerForm, by: Any) -> bool:
    """Done. False: the form says what is wrong with it, and what was typed stays."""
    if not form.is_valid():
        return False
    try:
        if form.cleaned_data["answer"] == NO:
            host_refuses(event=event, by=by, note=form.cleaned_data["note"])
            messages.success(request, _("Your no is with the performer and the town office. The time is free again."))
        else:
            host_agrees(event=event, by=by)
            messages.success(request, _("Thank you. The town office confirms it next."))
    except Refused as refused:
        add_problems(form, refused)
        return False
    return True
