"""Sending a register, and saying how its file is to be read."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.forms.declared import declared
from vacancies.imports.first_look import ENCODINGS, Look
from vacancies.imports.runs import MOST_BYTES, MOST_BYTES_OF_PHOTOS
from vacancies.imports.words import line_of

MOST_ROWS_SHOWN = 20
ENCODING_NAMES: dict[str, str | Promise] = {
    "cp1257": _("Windows Baltic (cp1257), usual for Latvian"), "cp1252": _("Windows Western (cp1252)"),
    "iso8859-13": _("ISO Baltic (iso8859-13)"), "cp1250": _("Windows Central European (cp1250)"),
    "cp775": _("DOS Baltic (cp775)"), "cp1251": _("Windows Cyrillic (cp1251)"),
}


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Your register"), allow_empty_file=True, help_text=_(
        "CSV, XLSX, XLSB, XLS, ODS or GeoJSON, up to 25 MB. Title rows, blank rows and totals may stay. Nothing is written before you have seen what would happen."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            text = _("This file is larger than 25 MB. Save only the sheet with the register, as CSV or XLSX.")
            raise forms.ValidationError(text, code="too_heavy")
        return file


class ArchiveForm(forms.Form):
    archive = forms.FileField(label=_("Photos in a ZIP archive"), allow_empty_file=True, help_text=_(
        "Up to 200 MB and 1000 photos. Name each file, or its folder, by the Skatlogs reference, the number in your register or the address."))

    def clean_archive(self) -> Any:
        file = self.cleaned_data["archive"]
        if file.size > MOST_BYTES_OF_PHOTOS:
            raise forms.ValidationError(_("This archive is larger than 200 MB. Send it in parts."), code="too_heavy")
        return file


class ReadingForm(forms.Form):
    """Which letters, which sheet, which row has the headings: only what this file leaves open, as the look at it shows."""

    encoding = forms.ChoiceField(label=_("Letters"), required=False, widget=forms.HiddenInput)
    sheet = forms.CharField(label=_("Sheet"), required=False, widget=forms.HiddenInput, strip=False)
    header_row = forms.TypedChoiceField(
        label=_("Which row has the headings?"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the row that names the columns.")})

    def __init__(self, look: Look, data: Any = None, *, encoding: str, **kwargs: Any) -> None:
        sheet = look.table.sheet if look.table else ""
        initial = {"encoding": encoding, "sheet": sheet, "header_row": look.header_row}
        super().__init__(data, initial=initial, **kwargs)
        declared(self, "encoding", forms.ChoiceField).choices = [(name, name) for name in ("", *ENCODINGS)]
        declared(self, "header_row", forms.ChoiceField).choices = _heading_choices(look)


def _heading_choices(look: Look) -> list[tuple[int, str]]:
    filled = [(row.number, " · ".join(text for cell in row.cells if (text := line_of(cell)))) for row in look.head]
    shown = [(number, text) for number, text in filled if text]
    later = [(number, text) for number, text in shown[MOST_ROWS_SHOWN:] if number == look.header_row]
    return [(number, f"{number}: {text[:200]}") for number, text in shown[:MOST_ROWS_SHOWN] + later]
