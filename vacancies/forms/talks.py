"""What an officer enters about the talks with an owner: where they stand, what comes next, what was said."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vacancies.choices import ContactChannel, OwnerStage, RefusalFamily, Role
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.models import Unit
from vacancies.rules.talks import LONGEST_NOTE, LONGEST_STEP, LONGEST_TEXT, is_own_word, moves_of, said_stage, talk_of

NOON = time(12)


def officers() -> QuerySet[Any]:
    """Everybody who may see owners."""
    people = get_user_model().objects.filter(Q(role=Role.OFFICER) | Q(is_superuser=True), is_active=True)
    return people.order_by("first_name", "last_name", "email")


def _is_unsaid(unit: Unit, stage: OwnerStage) -> bool:
    """It is public, so somebody was asked; only nobody noted what was said: an import, or an entry from before."""
    return unit.is_published and stage is OwnerStage.NOT_ASKED


class MoveForm(forms.Form):
    """`to` holds the stage of now too, so that a wrong reason or note can be corrected."""

    sometimes_required = frozenset({"refusal"})
    to = forms.ChoiceField(label=_("What does the owner say?"), widget=forms.RadioSelect)
    refusal = forms.ChoiceField(label=_("If the answer is no: why?"), required=False,
                                choices=[("", _("Choose a reason")), *RefusalFamily.choices])
    until = DayField(label=_("If it is a pause: until when?"), required=False,
                     help_text=_("On this day you are reminded to ask again. It becomes the next step."))
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE, help_text=_("Never shown outside the office."))

    def __init__(self, data: Any = None, *, unit: Unit, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        now, talk = said_stage(unit), talk_of(unit)
        first = {"to": "" if _is_unsaid(unit, now) else now.value}
        first |= {"refusal": talk.refusal, "note": talk.note} if talk and is_own_word(unit, talk) else {}
        super().__init__(data, initial=first | (initial or {}), **kwargs)
        stages = {now, *moves_of(unit)}
        declared(self, "to", forms.ChoiceField).choices = [(stage.value, stage.label) for stage in OwnerStage if stage in stages]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("until") and cleaned.get("to") not in (None, OwnerStage.PAUSED):
            self.add_error("until", forms.ValidationError(_("Only a pause has a day. Choose “Paused”, or leave this empty."), code="no_pause"))
        elif cleaned.get("until") and cleaned["until"] < timezone.localdate():
            self.add_error("until", forms.ValidationError(_("This day is over. Choose today or a later day."), code="day_over"))
        return cleaned


class StepForm(forms.Form):
    step = forms.CharField(label=_("What is to be done?"), max_length=LONGEST_STEP)
    on = DayField(label=_("By when?"))
    who: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Who does it?"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared(self, "who", forms.ModelChoiceField).queryset = officers()


class ContactForm(forms.Form):
    channel = forms.ChoiceField(label=_("How were you in touch?"), widget=forms.RadioSelect, choices=[
        choice for choice in ContactChannel.choices if choice[0] != ContactChannel.OWN_PAGE])
    day = DayField(label=_("On which day?"), initial=timezone.localdate)
    clock = forms.TimeField(label=_("At what time?"), required=False,
                            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                            error_messages={"invalid": _("Write the time like 14:30.")})
    text = forms.CharField(label=_("What was said?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"channel": given["channel"], "text": given["text"], "at": self._moment(given["day"], given["clock"])}

    def _moment(self, day: Any, clock: time | None) -> datetime | None:
        """Today without a time means now; an earlier day without a time is kept as its noon."""
        if clock is None and day == timezone.localdate():
            return None
        return timezone.make_aware(datetime.combine(day, clock or NOON))
