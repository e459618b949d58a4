"""What musicians say of their performances, and places of theirs: enough for the office to have some proposed, and one too loud."""

from datetime import time
from typing import Any

from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.kinds import ONLY_PERFORMS
from popups.lifecycle.tenancies import say_of_performances
from vacancies.choices import Loudness, Welcome

PLAYS: dict[str, dict[str, Any]] = {
    "musician:brass": {"loudness": Loudness.CONCERT, "is_amplified": False, "length_minutes": 120, "play_days": [5], "play_from": "18:00",
                       "play_until": "21:00", "times": 12, ONLY_PERFORMS: True},
    "musician:jazz": {"loudness": Loudness.LIVELY, "is_amplified": True, "length_minutes": 90, "play_days": [5, 6], "play_from": "18:00",
                      "play_until": "22:00", "times": 2},
    "musician:folk": {"loudness": Loudness.CONCERT, "length_minutes": 60, "play_days": [6, 7], "play_from": "14:00", "play_until": "20:00",
                      "times": 2, "when": "Labprāt arī Meteņos."},
    "musician:violin": {"loudness": Loudness.TALK, "length_minutes": 45, "play_days": [6, 7], "play_from": "12:00", "play_until": "19:00", "times": 3},
    "musician:accordion": {"loudness": Loudness.LIVELY, "length_minutes": 60, "play_days": [7], "play_from": "10:00", "play_until": "13:00", "times": 4,
                          ONLY_PERFORMS: True},
    "musician:choir": {"loudness": Loudness.LIVELY, "length_minutes": 60, "play_from": "17:00", "times": 2},
}
STAGES: dict[str, dict[str, Any]] = {
    "alja": {"performances": Welcome.YES, "loudest": Loudness.CONCERT, "play_until": time(23)},
    "tower": {"performances": Welcome.ASK, "loudest": Loudness.LIVELY, "play_from": time(12)},
    "loft": {"loudest": Loudness.TALK},
    "book": {"performances": Welcome.ASK, "loudest": Loudness.CONCERT},
    "garden": {"performances": Welcome.YES, "loudest": Loudness.LIVELY},
    "bank": {"performances": Welcome.NO},
}
SAID: tuple[tuple[str, Welcome], ...] = (("host:weaving", Welcome.NO), ("musician:kokle", Welcome.YES))


def tenants_say(cast: Cast) -> Story:
    """Two tenants told the office, one that the looms need quiet."""
    yield -12
    for person, says in SAID:
        for ask, tenancy in cast.stays.items():
            if ask.person == person and tenancy.is_on(cast.chronicle.day(-12)):
                say_of_performances(tenancy=tenancy, performances=says, by=cast.officer)
