"""The places in a photo that nobody shall recognise: cells of a grid, and rectangles drawn over it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vacancies.forms.declared import declared
from vacancies.models import Photo
from vacancies.mosaic import MOST_AREAS, Area, cell_area

LONG, SHORT = 8, 6  # cells along the longer and the shorter side


class BlurForm(forms.Form):
    """`drawn`: left, top, width and height of each rectangle as shares of the picture, "0.1 0.2 0.3 0.1;…"."""

    cells = forms.TypedMultipleChoiceField(label=_("Places to be made unrecognisable"), coerce=int, required=False,
                                           widget=forms.CheckboxSelectMultiple)
    drawn = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, photo: Photo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns, self.rows = (LONG, SHORT) if photo.width >= photo.height else (SHORT, LONG)
        declared(self, "cells", forms.ChoiceField).choices = [(number, str(number + 1)) for number in range(self.columns * self.rows)]

    def clean_drawn(self) -> list[Area]:
        try:
            areas = [Area(*map(float, one.split())) for one in self.cleaned_data["drawn"].split(";") if one.strip()]
        except (TypeError, ValueError):
            areas = None
        if areas is None or len(areas) > MOST_AREAS:
            raise forms.ValidationError(_("These places cannot be blurred. Mark them again."), code="areas_invalid")
        return areas

    def areas(self) -> list[Area]:
        cells = [cell_area(number, self.columns, self.rows) for number in self.cleaned_data["cells"]]
        return cells + self.cleaned_data["drawn"]
