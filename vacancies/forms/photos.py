"""Sending photos and saying what they show."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vacancies.forms.lines import LineField
from vacancies.photos import reads_heic

MOST_AT_ONCE = 20
FORMATS = _("JPEG, PNG, WebP, AVIF or HEIC, up to 25 MB.") if reads_heic() else _("JPEG, PNG, WebP or AVIF, up to 25 MB.")


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Gives the list of files; each is looked at on its own by the verb."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if not files:
            raise forms.ValidationError(_("Choose at least one photo."), code="required")
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Send at most 20 photos at once."), code="too_many")
        return files


class PhotoForm(forms.Form):
    files = SeveralFilesField(  # type: ignore[assignment]  # Django keeps fields apart from `files`, what was sent
        label=_("Photos"), widget=SeveralFilesInput(attrs={"accept": "image/*"}), help_text=format_lazy(
        "{} {}", FORMATS, _("Where and with which phone it was taken is removed.")))
    alt_text = LineField(label=_("What the picture shows"), required=False, max_length=200,
                         help_text=_("For people who cannot see it, like “Shop window facing Dārza iela”. You can add it later."))


class AltTextForm(forms.Form):
    alt_text = LineField(label=_("What the picture shows"), required=False, max_length=200)
