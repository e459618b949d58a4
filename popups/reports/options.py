"""What the local group reads of an application that it is asked about."""

from collections.abc import Iterator

from popups.choices import Goods, Where
from popups.models import Application
from popups.reports.answers import labels_of
from vacancies.choices import Activity
from vacancies.dates import day, days_in_words
from vacancies.kinds import FEATURE_BY_CODE

LONGEST = 300


def option_of(application: Application, number: int, is_blind: bool) -> str:
    """In a blind call no word that the applicant wrote: what was chosen from lists tells one from another.

    Needs `applicant`, and for a blind call `wishes__unit` and `wished_areas`.
    """
    if not is_blind:
        return f"{application.applicant.name}: {application.title}"[:LONGEST]
    activity = Activity(application.activity).label if application.activity in Activity.values else application.reference
    return f"{number}. {activity}: {' · '.join(filter(None, _facts(application)))}"[:LONGEST]


def _facts(application: Application) -> Iterator[str]:
    yield labels_of(Goods, application.goods)
    yield application.get_use_display()
    yield _where(application)
    if application.earliest_start_on and application.latest_end_on:
        yield f"{day(application.earliest_start_on, 'short')}–{day(application.latest_end_on, 'short')}"
    yield " – ".join(dict.fromkeys(map(days_in_words, filter(None, (application.shortest_days, application.longest_days)))))
    yield ", ".join(str(FEATURE_BY_CODE[code].label) for code in application.needed_features if code in FEATURE_BY_CODE)


def _where(application: Application) -> str:
    if application.where == Where.UNITS:
        return ", ".join(wish.unit.name for wish in application.wishes.all())
    return ", ".join(area.name for area in application.wished_areas.all()) or application.get_where_display()
