"""Every component on one page, to be looked at while developing. Exists only with DEBUG, and not in a demonstration."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from popups.drawing import samples
from vacancies.choices import Activity, Weekday


class SampleForm(forms.Form):
    """One field of every sort; the words are for developers, so they are not translated."""

    name = forms.CharField(label="Nosaukums", help_text="Tā to redzēs citi.", max_length=60)
    email = forms.EmailField(label="E-pasts")
    about = forms.CharField(label="Par ko ir runa", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    rent = forms.IntegerField(label="Maksa mēnesī", required=False)
    first_day = forms.DateField(label="Pirmā diena", widget=forms.DateInput(attrs={"type": "date"}))
    activity = forms.ChoiceField(label="Nodarbe", choices=Activity.choices)
    how = forms.ChoiceField(label="Cik daudz vietas", widget=forms.RadioSelect, choices=[("a", "Visa telpa"), ("b", "Tikai skatlogs")])
    days = forms.MultipleChoiceField(label="Dienas", widget=forms.CheckboxSelectMultiple, choices=Weekday.choices, required=False)
    photo = forms.FileField(label="Attēls", required=False)
    agreed = forms.BooleanField(label="Esmu izlasījis noteikumus", help_text="Divas lappuses.")


def styleguide(request: HttpRequest) -> HttpResponse:
    if "points" in request.GET:
        return JsonResponse({"points": samples.points()})
    today = timezone.localdate()
    steps = ("Kas", "Ko", "Kur un kad", "Vajadzības", "Pārbaudi un sūti")
    context = {
        "empty_form": SampleForm(),
        "bad_form": SampleForm({"name": "", "email": "pīle", "activity": "x"}, auto_id="bad_%s"),
        "fronts": samples.fronts(),
        "timeline": samples.timeline(today),
        "picking": samples.timeline(today, pick=True),
        "strip": samples.strip(today),
        "cards": samples.cards(today),
        "today": today,
        "steps": [{"label": step, "href": "#", "is_done": i < 2, "is_current": i == 2} for i, step in enumerate(steps)],
        "facts": [("Platība", "84 m²"), ("Skatlogs", "6,5 m"), ("Maksa", "126,00 € mēnesī"), ("Komunālie", "pēc skaitītāja"), ("Tukšs", "")],
        "crumbs": [("Sākums", "#"), ("Telpas", "#")],
    }
    return render(request, "styleguide.html", context)
