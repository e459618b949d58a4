"""The closed sets of words about plans."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REPAIR_STEPS = 3  # a repair looks at three plans, each for all the seconds: as usual, everybody anew, and with as few moves as that leaves room for


class PlanKind(TextChoices):
    """What a plan was made for."""

    PROPOSAL = "proposal", pgettext_lazy("plan", "Proposal")
    BY_HAND = "by_hand", pgettext_lazy("plan", "Changed by hand")
    WHAT_IF = "what_if", pgettext_lazy("plan", "What if")
    REPAIR = "repair", pgettext_lazy("plan", "Repair")


class PlanState(TextChoices):
    """Computed from the moments of a plan, never stored."""

    WAITING = "waiting", pgettext_lazy("plan", "Begins at once")
    RUNNING = "running", pgettext_lazy("plan", "Being made")
    DEAD = "dead", pgettext_lazy("plan", "Has stopped by itself")
    READY = "ready", pgettext_lazy("plan", "Ready")

    @property
    def is_at_work(self) -> bool:
        return self in {self.WAITING, self.RUNNING}


class StoppedBy(TextChoices):
    """Why a plan was not thought over to its end."""

    CLOCK = "clock", pgettext_lazy("plan", "the time was up")
    CANCELLED = "cancelled", pgettext_lazy("plan", "somebody stopped it")


class PlanFailure(TextChoices):
    """Why there is no plan although one was asked for."""

    KILLED = "killed", pgettext_lazy("plan", "it stopped by itself; ask for it again")
    BROKEN = "broken", pgettext_lazy("plan", "an error, which stands in the server's log; ask for it again, and tell whoever looks after the server if it comes back")


class RulingKind(TextChoices):
    """What an officer says that every plan of a call must keep."""

    PIN = "pin", pgettext_lazy("plan", "Stays here")
    FORBID = "forbid", pgettext_lazy("plan", "Not in this unit")
    EXCLUDE = "exclude", pgettext_lazy("plan", "Not in the plan")


class StartGrid(TextChoices):
    """On which days a stay may begin."""

    WEEK = "week", _("On Mondays")
    DAY = "day", _("On any day")
