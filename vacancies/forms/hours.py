"""Seven boxes, one for each day of the week, that make one value: the week's opening hours."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vacancies.opening_hours import DAY_NAMES, DAYS, Hours, HoursProblem, day_text, parse_day


class HoursWidget(forms.MultiWidget):
    template_name = "vacancies/hours_widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Not inputmode=numeric: that keyboard has no dash and no comma.
        box = {"autocomplete": "off", "maxlength": 60}
        super().__init__({day: forms.TextInput(attrs=box) for day in DAYS}, attrs)

    def decompress(self, value: Hours | None) -> list[str]:
        return [day_text(value or {}, day) for day in DAYS]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], DAY_NAMES, strict=True):
            box["label"] = label
        return context


class HoursField(forms.MultiValueField):
    """Cleans to {"mon": [["10:00", "18:00"]], …} without the closed days; tells the problems of all days at once."""

    widget = HoursWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _("For each day like 10–18 or 10:00–13:00, 14:00–18:00. Empty: closed."))
        fields = [forms.CharField(required=False, max_length=60) for name in DAY_NAMES]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != (initial or {})
        except ValidationError:
            return True

    def compress(self, data_list: list[str]) -> dict[str, list[list[str]]]:
        hours, problems = {}, []
        for day, name, text in zip(DAYS, DAY_NAMES, data_list, strict=False):
            try:
                hours[day] = parse_day(text)
            except HoursProblem as problem:
                told = format_lazy("{day}: {message}", day=name, message=problem.message)
                problems.append(ValidationError(told, code=problem.code))
        if problems:
            raise ValidationError(problems)
        return {day: spans for day, spans in hours.items() if spans}
