"""Musicians, places where they may play, and the page that proposes performances, for tests."""

from datetime import timedelta
from uuid import uuid4

import pytest

from popups.choices import ApplicationStatus, EventKind
from popups.kinds import ApplicantKind
from popups.lifecycle.events import propose_event
from tests import make
from vacancies.choices import Loudness, Welcome
from vacancies.problem import Refused

PAGE = "/staff/events/performances/"


def musician(*units, status=ApplicationStatus.SUBMITTED, **said):
    """One who plays an hour anywhere, or in these units."""
    said = {"line_up": "Divas vijoles", "length_minutes": 60, "loudness": Loudness.TALK, "play_from": "18:00", "play_until": "20:00"} | said
    return make.make_application(status=status, applicant=make.make_applicant(kind=ApplicantKind.MUSICIAN), activity="music",
                                 answers={name: value for name, value in said.items() if value is not None},
                                 units=list(units), where="units" if units else "anywhere")


def stage(**said):
    return make.make_unit(**{"performances": Welcome.ASK, "loudest": Loudness.LIVELY} | said)


def shown(response) -> list[str]:
    return [row.key for _day, rows in response.context["days"] for row in rows]


def key(application, unit, day, minute=18 * 60) -> str:
    return f"{application.reference}.{unit.reference}.{day.isoformat()}.{minute}"


def send(client, *keys, address=PAGE, **more):
    return client.post(address, {"slots": keys, "once": str(uuid4()), **more})


def a_performance(unit, day=7, hour=18, minutes=120, **more):
    starts_at = make.at(make.days(day), hour)
    return propose_event(unit=unit, kind=more.pop("kind", EventKind.PERFORMANCE), title="Vakars", starts_at=starts_at,
                         ends_at=starts_at + timedelta(minutes=minutes), by=make.make_officer(), **more)


def refusal(*args, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        a_performance(*args, **more)
    return refused.value.codes
