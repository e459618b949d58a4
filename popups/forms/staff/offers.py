"""The terms of an offer, and taking one back."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import TextChoices
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from popups.choices import LegalBasis, Use
from popups.models import Application
from popups.reports.offer_slots import Slot
from popups.rules.costs import Cost, cost_of, monthly_utilities
from popups.rules.offer_cautions import Caution, offer_cautions
from popups.rules.offers import Terms, may_offer, owner_changed
from vacancies.choices import OwnerKind, UtilitiesPayer
from vacancies.forms.days import DayField
from vacancies.forms.declared import declared
from vacancies.forms.money import EurosField
from vacancies.forms.refusal import add_problems
from vacancies.models import Space, Unit
from vacancies.problem import Refused
from vacancies.reports.duplicates import likely_twins_of
from vacancies.reports.owners import heir_of

# Here the town itself, or the State, decides; everybody else lets by an agreement of their own.
PUBLIC_OWNERS = frozenset({OwnerKind.MUNICIPALITY, OwnerKind.STATE, OwnerKind.UNKNOWN})
PAYERS = [choice for choice in UtilitiesPayer.choices if choice[0] != UtilitiesPayer.UNKNOWN]
ONE_DAY = timedelta(days=1)


class SlotForm(forms.Form):
    """Reads a free slot out of the address; what cannot be understood is left out."""

    space = forms.IntegerField(label=_("Space"), required=False, min_value=1, max_value=2**62)
    start = DayField(label=_("First day"), required=False)
    end = DayField(label=_("First day free again"), required=False)

    def slot(self) -> Slot | None:
        self.is_valid()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        return Slot(start, end, self.cleaned_data.get("space")) if start and end and start < end else None


class SpacesField(forms.ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        """A number that is longer than any key names no space; SQLite would fail over it."""
        if any(len(str(one)) > 18 for one in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class Consent(TextChoices):
    """Where the owner's yes comes from."""

    AGREED = "agreed", _("The owner has agreed already")
    ASK = "ask", _("Ask the owner now: by e-mail, and on the owner's own page")
    TOWN = "town", _("The town itself is the owner, and agrees")


class OfferForm(forms.Form):
    use = forms.ChoiceField(label=_("How much"), choices=Use)
    spaces = SpacesField(label=_("Spaces"), queryset=Space.objects.none(), error_messages={
        "invalid_choice": _("This space does not belong to the unit, or is no longer offered."),
        "invalid_pk_value": _("This space does not belong to the unit, or is no longer offered.")})
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    rent = EurosField(label=_("Rent a month, without VAT"))
    utilities_payer = forms.ChoiceField(label=_("Who pays utilities"), choices=PAYERS)
    utilities = EurosField(label=_("Utilities a month, estimated"), required=False)
    deposit = EurosField(label=_("Deposit"), required=False)
    notice_days = forms.IntegerField(label=_("Notice, days"), min_value=0, max_value=365,
                                     help_text=_("How long before the end, when a permanent tenant is found."))
    legal_basis = forms.ChoiceField(label=_("Legal basis"), choices=LegalBasis)
    council_decision = forms.CharField(label=_("Council decision number"), required=False, max_length=60)
    aid_value = EurosField(label=_("Value of aid (de minimis)"), required=False)
    consent = forms.ChoiceField(label=_("The owner's consent"), widget=forms.RadioSelect, choices=Consent, error_messages={
        "required": _("Choose whether the owner has agreed.")})
    owner_agreed_on = DayField(label=_("The owner agreed on"), required=False,
                               help_text=_("Only if the owner has agreed already."))
    of_owner = forms.CharField(required=False, widget=forms.HiddenInput)  # whose consent was spoken of when the page was made
    answer_by_on = DayField(label=_("Answer by"))
    message = forms.CharField(label=_("Message to the applicant"), required=False, max_length=2000,
                              widget=forms.Textarea(attrs={"rows": 4}))
    all_the_same = forms.BooleanField(label=_("Make the offer all the same"), required=False)

    def __init__(self, *args: Any, unit: Unit, spaces: Sequence[Space], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.read: dict[str, Any] = {}
        self.cautions: list[Caution] = []
        declared(self, "consent", forms.ChoiceField).choices = _consents(unit)
        self.fields["of_owner"].initial = unit.owner_id
        self.is_of_former_owner = self.is_bound and not _is_still(self.data.get("of_owner", ""), unit.owner_id)
        if self.is_of_former_owner:
            self._forget_consent()
        declared(self, "spaces", forms.ModelChoiceField).queryset = unit.spaces.in_use()
        several = len(spaces) > 1
        self.fields["spaces"].widget = forms.CheckboxSelectMultiple() if several else forms.MultipleHiddenInput()
        self.fields["spaces"].widget.choices = [(space.pk, str(space)) for space in spaces]

    def _forget_consent(self) -> None:
        """The page that comes back speaks of the owner of today, of whom nobody has said anything yet."""
        typed = cast(MultiValueDict, self.data).copy()
        for name in ("consent", "owner_agreed_on"):
            typed.pop(name, None)
        typed["of_owner"] = str(self.unit.owner_id or "")
        self.data = typed

    def clean(self) -> dict[str, Any]:
        """The day belongs to one of the choices; with the others, whatever stands in its box is left alone."""
        cleaned = super().clean() or self.cleaned_data
        if self.is_of_former_owner:
            self.errors.pop("consent", None)
            add_problems(self, Refused([owner_changed()]))
        consent = cleaned.get("consent")
        if consent == Consent.AGREED and not cleaned.get("owner_agreed_on") and "owner_agreed_on" not in self.errors:
            text = _("Enter the day on which the owner agreed to this offer.")
            self.add_error("owner_agreed_on", forms.ValidationError(text, code="required"))
        return cleaned

    def _owner_agreed_on(self, got: dict[str, Any], today: date) -> date | None:
        return {Consent.AGREED: got.get("owner_agreed_on") or today, Consent.TOWN: today}.get(got.get("consent", Consent.TOWN))

    @property
    def period(self) -> tuple[date, date]:
        """[start, end) from the first and the last day."""
        return self.cleaned_data["first_day"], self.cleaned_data["last_day"] + ONE_DAY

    def to_terms(self, today: date) -> Terms:
        got = self.cleaned_data
        return Terms(
            rent_cents=got["rent"], notice_days=got["notice_days"], legal_basis=got["legal_basis"],
            owner_agreed_on=self._owner_agreed_on(got, today), answer_by_on=got["answer_by_on"],
            utilities_payer=got["utilities_payer"], utilities_cents=got["utilities"], deposit_cents=got["deposit"] or 0,
            council_decision=got["council_decision"], aid_value_cents=got["aid_value"] or 0, message=got["message"])

    def ask_rules(self, application: Application, today: date) -> None:
        """Adds every problem that the rules see, also while some boxes are not filled in right.

        A box that could not be read stands for something harmless; what a rule says of that box is then left out,
        because the box has its own problem already.
        """
        self.is_valid()
        got = self.read = dict(self.cleaned_data)  # a refused box loses its cleaned value; the cost is shown all the same
        start = got.get("first_day", today)
        terms = Terms(rent_cents=0, notice_days=0, legal_basis=got.get("legal_basis", LegalBasis.LETTING),
                      owner_agreed_on=self._owner_agreed_on(got, today), answer_by_on=got.get("answer_by_on", today))
        problems = may_offer(application, unit=self.unit, spaces=list(got.get("spaces", [])), use=got.get("use", ""),
                             start=start, end=got.get("last_day", start) + ONE_DAY, terms=terms, today=today)
        add_problems(self, Refused(problem for problem in problems if problem.field not in self.errors))

    def ask_cautions(self, application: Application, *, is_sent: bool) -> None:
        """What is worth knowing of what stands in the form now. Sent, each must have been shown, and the box be ticked."""
        self.cautions = offer_cautions(application, self.unit, period=self.days(), twins=likely_twins_of(self.unit))
        shown = set(self.data.get("cautions", "").split())
        if is_sent and self.cautions and not (self.read.get("all_the_same") and shown.issuperset(self.marks)):
            text = _("Read what is worth knowing about this offer. If you want it all the same, tick the box and send it again.")
            self.add_error("all_the_same", forms.ValidationError(text, code="cautions"))

    @property
    def marks(self) -> list[str]:
        """What is shown now; it travels with the form, so that days that were changed since are asked about anew."""
        return [caution.mark for caution in self.cautions]

    def days(self) -> tuple[date, date] | None:
        """[start, end) as far as it can be read."""
        got = self.read if self.is_bound else self.initial
        start, last = got.get("first_day"), got.get("last_day")
        return (start, last + ONE_DAY) if start and last else None

    def last(self) -> date | None:
        """The last day, as far as it can be read."""
        return (self.read if self.is_bound else self.initial).get("last_day")

    def cost(self) -> Cost | None:
        """What the applicant would pay for all days; None while days or rent cannot be read."""
        got, days = self.read if self.is_bound else self.initial, self.days()
        if days is None or days[0] >= days[1]:
            return None
        utilities = monthly_utilities(got.get("utilities_payer", ""), got.get("utilities"))
        return cost_of(monthly_rent=got.get("rent"), monthly_utilities=utilities, start=days[0], end=days[1],
                       deposit=got.get("deposit") or 0)


def _is_still(number: str, owner: int | None) -> bool:
    """An entry that went into another one since is the same owner."""
    if number == str(owner or ""):
        return True
    return owner is not None and number.isdecimal() and len(number) < 19 and heir_of(int(number)) == owner


def _consents(unit: Unit) -> list[tuple[str, Any]]:
    """The town agrees only for what is its own."""
    is_own = unit.owner is not None and unit.owner.kind == OwnerKind.MUNICIPALITY
    return [(one.value, one.label) for one in Consent if one is not Consent.TOWN or is_own]


def _rent(unit: Unit, spaces: Sequence[Space], chosen: Sequence[Space]) -> int | None:
    """The asking rent of the whole unit, or of the chosen spaces where each has its own."""
    own = [space.asking_rent_cents for space in chosen]
    if len(chosen) < len(spaces) or unit.asking_rent_cents is None:
        return None if None in own or not own else sum(own)  # type: ignore[arg-type]
    return unit.asking_rent_cents


def first_terms(application: Application, unit: Unit, spaces: Sequence[Space], slot: Slot, today: date) -> dict[str, Any]:
    """What the form is filled with: as asked for, as the unit asks, as the kind of applicant usually gets."""
    is_whole = application.use == Use.WHOLE
    chosen = [space for space in spaces if is_whole or len(spaces) == 1 or space.pk == slot.space_id]
    is_private = unit.owner is not None and unit.owner.kind not in PUBLIC_OWNERS
    knows_payer = unit.utilities_payer != UtilitiesPayer.UNKNOWN
    return {
        "use": application.use, "spaces": [space.pk for space in chosen], "first_day": slot.start,
        "last_day": slot.end - ONE_DAY, "rent": _rent(unit, spaces, chosen),
        "utilities_payer": unit.utilities_payer if knows_payer else UtilitiesPayer.TENANT,
        "utilities": unit.utilities_cents, "deposit": 0, "notice_days": unit.notice_days, "aid_value": 0,
        "legal_basis": LegalBasis.PRIVATE if is_private else application.spec.legal_basis,
        "answer_by_on": max(today, min(today + timedelta(days=settings.OFFER_DAYS), slot.start)),
    }


class WithdrawForm(forms.Form):
    note = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
                           help_text=_("The applicant reads this."))
