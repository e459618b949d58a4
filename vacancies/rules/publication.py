"""What keeps a unit off the public pages, and what to think of before it is put there."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vacancies.choices import OwnerStage, RecordState
from vacancies.models import Unit
from vacancies.problem import Problem
from vacancies.rules.talks import FORMER_OWNER_SAID, is_of_the_town, of_another_owner, publication_bars, said_stage


def publication_problems(unit: Unit) -> list[Problem]:
    """Everything that keeps a unit off the public pages."""
    problems = []
    if unit.record_state != RecordState.CONFIRMED:
        problems.append(Problem("not_confirmed", _("Confirm the unit first: only confirmed units are published.")))
    if not unit.name.strip():
        problems.append(Problem("name_missing", _("Give the unit a name that people will recognise.")))
    if unit.floor_area_m2 is None:
        problems.append(Problem("area_missing", _("Enter the floor area: it is the first thing applicants ask.")))
    return problems + publication_bars(unit)


def mark_of_doubt(unit: Unit) -> str:
    """Says of which unit, and how far its owner was, somebody has read that nobody knows of a yes. Without spaces."""
    return f"{unit.reference}:{said_stage(unit).value}"


def doubt_about_owner(unit: Unit) -> str | Promise:
    """Why nobody can say that the owner agrees; empty where the owner does. Asks for talk, owner and contacts unless they were fetched with it."""
    stage = said_stage(unit)
    if stage.has_agreed:
        is_anothers_word = not is_of_the_town(unit) and of_another_owner(unit, unit.contacts.all())
        return FORMER_OWNER_SAID if is_anothers_word else ""
    if stage is OwnerStage.CONTACTED:
        return _("The owner was contacted, and has not said yes yet.")
    if stage is OwnerStage.NOT_ASKED:
        return _("The owner has not been asked yet.") if unit.owner_id else _("Nobody is entered as the owner, and nobody was asked.")
    return publication_bars(unit)[0].message
