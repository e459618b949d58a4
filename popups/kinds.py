"""The registry of applicant kinds: the only place where kinds differ."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import Goods, LegalBasis, PaperKind
from vacancies.choices import Loudness
from vacancies.problem import Sentence

ONLY_PERFORMS = "only_performs"
# Of an application; nobody who only performs is asked for these.
OF_STAYS = frozenset({"use", "share", "share_note", "shortest_days", "longest_days", "weekdays", "smallest_area_m2", "budget_cents"})


class ApplicantKind(TextChoices):
    MAKER = "maker", _("Maker")
    NGO = "ngo", _("Association or foundation")
    MUSICIAN = "musician", _("Musician")
    WORKSHOP_HOST = "workshop_host", _("Workshop host")


@dataclass(frozen=True)
class Question:
    """One question of a kind or of a call; the answer is kept in Application.answers[code].

    widget: text, textarea, number, yes_no, choice (one of `choices`: code and label), days (of the week, 1 is Monday), clock ("17:30").
    bounds: of a number, least and most.
    in_calls: a call asks it too; else only whoever applies on their own is asked.
    only_if: (code of a question above, the answer to it) without which this one is not asked.
    """

    code: str
    label: str | Promise
    widget: str = "text"
    help_text: Sentence = ""
    is_required: bool = False
    choices: tuple[tuple[str, str | Promise], ...] = ()
    only_if: tuple[str, Any] | None = None
    bounds: tuple[int, int] = (0, 10_000_000)
    in_calls: bool = True


@dataclass(frozen=True)
class KindSpec:
    """What differs between kinds. longest_days: longest stay in days; is_business and is_public_benefit
    decide which funding conditions a unit may have; deals_in_goods: is asked whether it sells what the law wants papers for."""

    kind: ApplicantKind
    hint: str | Promise
    longest_days: int
    is_business: bool
    is_public_benefit: bool
    legal_basis: LegalBasis
    papers: tuple[PaperKind, ...]
    questions: tuple[Question, ...]
    deals_in_goods: bool = True


# What the law wants to see of those who sell it, whether a call asks for it or not.
GOODS_PAPERS: dict[Goods, PaperKind] = {Goods.FOOD: PaperKind.FOOD, Goods.ALCOHOL: PaperKind.ALCOHOL}

KINDS: dict[str, KindSpec] = {
    spec.kind.value: spec
    for spec in (
        KindSpec(
            ApplicantKind.MAKER, _("You make things and sell them: ceramics, textiles, food, design."),
            longest_days=364, is_business=True, is_public_benefit=False, legal_basis=LegalBasis.SHORT_LETTING,
            papers=(PaperKind.REGISTRATION, PaperKind.FOOD, PaperKind.PORTFOLIO, PaperKind.OTHER),
            questions=(
                Question("goods", _("What will you sell?"), "textarea", is_required=True),
                Question("makes_on_site", _("Will visitors see you making it?"), "yes_no"),
                Question("first_shop", _("Is this your first shop?"), "yes_no"),
            ),
        ),
        KindSpec(
            ApplicantKind.NGO, _("You are an association or foundation: swap shop, ski hire, meeting place."),
            longest_days=364, is_business=False, is_public_benefit=True, legal_basis=LegalBasis.FREE_USE,
            papers=(PaperKind.REGISTRATION, PaperKind.PUBLIC_BENEFIT, PaperKind.PORTFOLIO, PaperKind.OTHER),
            questions=(
                Question("purpose", _("What does the town gain from it?"), "textarea", is_required=True),
                Question("has_public_benefit", _("Do you have public-benefit status?"), "yes_no"),
                Question("fundraising_goal", _("How much do you hope to raise, in euros?"), "number"),
                Question("volunteers", _("How many volunteers will help?"), "number"),
            ),
        ),
        KindSpec(
            ApplicantKind.MUSICIAN, _("You play or perform: a series of evenings, rehearsals in the window."),
            longest_days=92, is_business=False, is_public_benefit=False, legal_basis=LegalBasis.SHORT_LETTING,
            papers=(PaperKind.PORTFOLIO, PaperKind.OTHER),
            questions=(
                Question("line_up", _("Who plays, and which instruments?"), "textarea", is_required=True),
                Question(ONLY_PERFORMS, _("Would you only perform, without a place of your own?"), "yes_no", in_calls=False,
                         help_text=_("Then you need not say how much room and for how long. We look for places and hours for you.")),
                Question("is_amplified", _("Do you play amplified?"), "yes_no"),
                Question("loudness", _("How loud is it?"), "choice", choices=tuple(Loudness.choices)),
                Question("length_minutes", _("How long is one performance, in minutes?"), "number", bounds=(5, 480),
                         help_text=_("With this we look for places and hours for you. Empty: we do not.")),
                Question("play_days", _("On which days of the week would you play?"), "days", help_text=_("None ticked: any day.")),
                Question("play_from", _("From what time could you play?"), "clock", help_text=_("Empty: at any time.")),
                Question("play_until", _("Until what time, at the latest?"), "clock", help_text=_("By then the performance is over.")),
                Question("times", _("How many performances would you give?"), "number", bounds=(1, 20), help_text=_("Empty: one.")),
                Question("when", _("Anything else about when you play?")),
            ),
            deals_in_goods=False,
        ),
        KindSpec(
            ApplicantKind.WORKSHOP_HOST, _("You teach visitors to make something: souvenirs, bread, weaving."),
            longest_days=182, is_business=True, is_public_benefit=False, legal_basis=LegalBasis.SHORT_LETTING,
            papers=(PaperKind.REGISTRATION, PaperKind.PORTFOLIO, PaperKind.OTHER),
            questions=(
                Question("what_is_made", _("What do people make with you?"), "textarea", is_required=True),
                Question("group_size", _("How many people at once?"), "number"),
                Question("youngest_age", _("From what age?"), "number"),
                Question("materials", _("Which materials are needed, and who brings them?")),
            ),
        ),
    )
}


def spec_of(kind: str) -> KindSpec:
    return KINDS[kind]
