"""What the bulk generator has made so far."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from popups.models import Application, User
from popups.moments import midnight
from vacancies.models import Unit

BATCH = 500


@dataclass
class Filling:
    today: date
    dice: random.Random
    officer: User
    units: list[Unit] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def moment(self, offset: int) -> datetime:
        """Some minute of office hours on that day."""
        return midnight(self.day(offset)) + timedelta(seconds=self.dice.randrange(30_000, 60_000))
