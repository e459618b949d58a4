"""What a person may correct about themselves, and how they say that everything shall go."""

from copy import deepcopy
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from popups.forms.applicant.who import WhoForm
from popups.models import Applicant

PROFILE = ("name", "contact_name", "phone", "registration_number", "website", "about")


class ProfileForm(forms.Form):
    """The same boxes as the first page of an application, without the kind."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, applicant: Applicant) -> None:
        super().__init__(data, initial={name: getattr(applicant, name) for name in PROFILE})
        self.fields.update({name: deepcopy(WhoForm.base_fields[name]) for name in PROFILE})


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Letters to you are in"), choices=settings.LANGUAGES)


class EraseForm(forms.Form):
    use_required_attribute = False
    is_sure = forms.BooleanField(label=_("I have read what goes and what stays, and I know that it cannot be undone."),
                                 error_messages={"required": _("Tick this if you want your data erased.")})
