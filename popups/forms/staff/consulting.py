"""What officers ask the local group, who is in it, and what came of an answer."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from popups.forms.staff.events import ReferenceField
from popups.models import Call, Consultation, GroupMember
from popups.moments import midnight
from popups.rules.consulting import LONGEST_DONE
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.forms.lines import LineField
from vacancies.models import Unit

SHOWN_CALLS = 30
UNIT, CALL, SHORTLIST = "unit", "call", "shortlist"
ONE_DAY = timedelta(days=1)
LASTS = timedelta(days=7)


class MemberForm(forms.Form):
    name = LineField(label=pgettext_lazy("person", "Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    organisation = LineField(label=_("Association, business or street"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, data: Any = None, *, member: GroupMember | None = None) -> None:
        names = ("name", "email", "organisation", "language")
        super().__init__(data, initial={name: getattr(member, name) for name in names} if member else {"language": settings.LANGUAGE_CODE})


class ConsultationForm(forms.Form):
    """about: a call, the shortlist of one (its applications are the options), or a unit."""

    about = forms.ChoiceField(label=_("What is it about?"))
    unit = ReferenceField("U", label=_("Which unit?"), required=False, help_text=_("Its reference, like U-7KQ4."))
    question = LineField(label=_("Question"), max_length=300)
    explanation = forms.CharField(label=_("What they should know"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    options = forms.CharField(label=_("Options, one on each line"), required=False, widget=forms.Textarea(attrs={"rows": 5}),
                              help_text=_("For a shortlist leave this empty: its applications are the options, in a blind call without names."))
    may_choose_several = forms.BooleanField(label=_("Several options may be chosen"), required=False)
    first_day = DayField(label=_("First day to answer"))
    last_day = DayField(label=_("Last day to answer"))
    sometimes_required = ("unit", "options")

    def __init__(self, data: Any = None, *, consultation: Consultation | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=_initial_of(consultation) if consultation else _proposed() | (initial or {}))
        calls = Call.objects.filter(released_at__isnull=False).prefetch_related("texts").order_by("-opens_at", "-pk")[:SHOWN_CALLS]
        self.calls = {call.reference: call for call in calls}
        if consultation is not None and consultation.call is not None:
            self.calls.setdefault(consultation.call.reference, consultation.call)
        declared(self, "about", forms.ChoiceField).choices = [(UNIT, _("A unit")), *(
            choice for call in self.calls.values() for choice in (
                (f"{CALL}:{call.reference}", _("The call “%(title)s”") % {"title": call.title}),
                (f"{SHORTLIST}:{call.reference}", _("The shortlist of “%(title)s”") % {"title": call.title})))]
        declared(self, "unit", ReferenceField).rows = Unit.objects.in_register()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("about") == UNIT and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", forms.ValidationError(_("Write the reference of the unit."), code="unit_missing"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What save_consultation() takes. The last day counts as a whole."""
        said = self.cleaned_data
        kind, _colon, reference = said["about"].partition(":")
        return {"call": self.calls.get(reference), "unit": said["unit"] if kind == UNIT else None, "is_about_shortlist": kind == SHORTLIST,
                "question": said["question"], "explanation": said["explanation"].strip(), "may_choose_several": said["may_choose_several"],
                "opens_at": midnight(said["first_day"]), "closes_at": midnight(said["last_day"] + ONE_DAY),
                "options": said["options"].splitlines()}


def _proposed() -> dict[str, Any]:
    today = timezone.localdate()
    return {"first_day": today, "last_day": today + LASTS}


def _initial_of(row: Consultation) -> dict[str, Any]:
    about = f"{SHORTLIST if row.is_about_shortlist else CALL}:{row.call.reference}" if row.call else UNIT
    return {"about": about, "unit": row.unit.reference if row.unit else "", "question": row.question, "explanation": row.explanation,
            "may_choose_several": row.may_choose_several, "first_day": timezone.localdate(row.opens_at),
            "last_day": timezone.localdate(row.closes_at) - ONE_DAY,
            "options": "\n".join(option.text for option in row.options.all())}


class InviteForm(forms.Form):
    """Everybody is ticked who can be asked; the verb asks for at least one."""

    sometimes_required = ("members",)
    members = forms.ModelMultipleChoiceField(label=_("Who is asked?"), queryset=GroupMember.objects.none(), required=False,
                                             widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, members: Any) -> None:
        super().__init__(data, initial={"members": members})
        declared(self, "members", forms.ModelChoiceField).queryset = members


class ExtendForm(forms.Form):
    last_day = DayField(label=_("New last day to answer"))

    def closes_at(self) -> datetime:
        """The last day counts as a whole."""
        return midnight(self.cleaned_data["last_day"] + ONE_DAY)


class DoneForm(forms.Form):
    text = forms.CharField(label=_("What we did with it"), max_length=LONGEST_DONE, widget=forms.Textarea(attrs={"rows": 4}),
                           help_text=_("Everybody who was asked gets it by e-mail. It stands beside the answer for good."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("text"):
            self.fields["text"].help_text = _("Everybody who was asked has got it by e-mail. What you mend is shown beside the answer and not sent again.")
