"""The board of talks with owners, the same as a list, and their figures on the dashboard."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.reports.needs import needs_of
from popups.reports.owner_board import SHOWN, Due
from popups.reports.pipeline import pipeline
from tests.make import (
    days,
    make_current_tenancy,
    make_officer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_unit,
    make_user,
    today,
)
from tests.popups.asking import queries_of, references, shown_count, signed_in
from vacancies.choices import OwnerKind, OwnerStage, RecordState, RefusalFamily, Role
from vacancies.lifecycle.talks import move_talk, set_next_step
from vacancies.models import Talk

pytestmark = pytest.mark.django_db
BOARD = "/staff/owners/"
ORDINARY = [stage for stage in OwnerStage if stage not in (OwnerStage.NOT_ASKED, OwnerStage.LISTED)]


def unit_in(stage, **fields):
    unit = make_unit(**{"is_published": stage is OwnerStage.LISTED, "owner": make_owner()} | fields)
    if stage in ORDINARY:
        move_talk(unit=unit, to=stage, refusal=RefusalFamily.COSTS if stage is OwnerStage.REFUSED else "", by=make_officer())
    return unit


def with_step(unit, on, who=None):
    set_next_step(unit=unit, step="Call", on=today(), who=who or make_officer(), by=make_officer())
    Talk.objects.filter(unit=unit).update(next_on=on)
    return unit


def columns_of(response):
    return {column.stage: (column.count, [card.reference for card in column.cards]) for column in response.context["columns"]}


@pytest.fixture
def officer():
    return signed_in(make_officer())


def test_every_stage_has_its_column_with_its_units(officer):
    units = {stage: unit_in(stage) for stage in OwnerStage}
    assert columns_of(officer.get(BOARD)) == {stage: (1, [unit.reference]) for stage, unit in units.items()}


def test_only_officers_find_it():
    for user, answer in ((make_reviewer(), 404), (make_surveyor(), 404), (make_user(), 404)):
        assert signed_in(user).get(BOARD).status_code == answer


def test_only_confirmed_units_that_are_empty_today_unless_asked_for(officer):
    empty = unit_in(OwnerStage.NOT_ASKED)
    occupied = unit_in(OwnerStage.NOT_ASKED, is_vacant=False)
    in_use = make_current_tenancy().unit
    unit_in(OwnerStage.NOT_ASKED, record_state=RecordState.REPORTED)
    assert references(officer.get(BOARD)) == [empty.reference]
    assert set(references(officer.get(BOARD, {"everything": "on"}))) == {empty.reference, occupied.reference, in_use.reference}


def test_filters_narrow_board_and_list_alike(officer):
    now, soon = today(), days(5)
    late = with_step(unit_in(OwnerStage.WILLING, address_typed="Pils iela 5"), days(-2))
    due = with_step(unit_in(OwnerStage.CONTACTED), now)
    planned = with_step(unit_in(OwnerStage.CONTACTED, owner=make_owner(kind=OwnerKind.PARISH)), soon)
    refused = unit_in(OwnerStage.REFUSED)
    far = with_step(unit_in(OwnerStage.PAUSED), days(40))
    expected = {
        "stage=willing": {late}, "due=overdue": {late}, "due=today": {late, due}, "due=week": {late, due, planned},
        "due=nothing": {refused}, "street=Pils iela": {late}, "kind=parish": {planned}, "refusal=costs": {refused},
        "refusal=sale": set(), "stage=nonsense": {late, due, planned, refused, far}}
    for query, units in expected.items():
        for view in ("", "&view=list"):
            response = officer.get(f"{BOARD}?{query}{view}")
            assert set(references(response)) == {unit.reference for unit in units}, (query, view)
            assert shown_count(response) == len(units)


def test_the_most_pressing_comes_first_and_says_so(officer):
    plain = unit_in(OwnerStage.WILLING)
    older = unit_in(OwnerStage.WILLING)
    Talk.objects.filter(unit=older).update(changed_at=timezone.localtime() - timedelta(days=30))
    soon, late = with_step(unit_in(OwnerStage.WILLING), days(2)), with_step(unit_in(OwnerStage.WILLING), days(-1))
    response = officer.get(BOARD)
    assert references(response) == [unit.reference for unit in (late, soon, older, plain)]
    assert response.content.decode().count("data-overdue") == 1
    assert {card.reference: card.stage_days for card in response.context["columns"][2].cards}[older.reference] == 30


def test_a_full_column_shows_some_and_leads_to_a_table_with_all(officer):
    for _ in range(SHOWN + 3):
        unit_in(OwnerStage.NOT_ASKED)
    unit_in(OwnerStage.CONTACTED)
    first = officer.get(BOARD).context["columns"][0]
    assert (first.count, len(first.cards)) == (SHOWN + 3, SHOWN)
    assert first.more_href.startswith(reverse("popups:staff-unit-list"))
    assert shown_count(officer.get(first.more_href)) == SHOWN + 3


def test_what_the_table_of_units_does_not_know_leads_to_the_list(officer):
    for _ in range(SHOWN + 1):
        with_step(unit_in(OwnerStage.WILLING), days(-1))
    column = next(column for column in officer.get(f"{BOARD}?due=overdue").context["columns"] if column.count)
    assert column.more_href.startswith(BOARD)
    assert shown_count(officer.get(column.more_href)) == SHOWN + 1


def test_the_stage_narrows_the_table_of_units_for_officers_only(officer):
    willing = unit_in(OwnerStage.WILLING)
    other = unit_in(OwnerStage.NOT_ASKED)
    assert references(officer.get("/staff/units/?stage=willing")) == [willing.reference]
    assert set(references(signed_in(make_surveyor()).get("/staff/units/?stage=willing"))) == {willing.reference, other.reference}


def test_the_list_pages_on(officer):
    for _ in range(52):
        make_unit(is_published=False)
    first = officer.get(f"{BOARD}?view=list")
    following = officer.get(f"{BOARD}?view=list&{first.context['listing'].older}")
    assert (len(references(first)), len(references(following))) == (50, 2)


@pytest.mark.parametrize("address", [BOARD, f"{BOARD}?view=list"])
def test_thirty_units_cost_no_more_queries_than_one(officer, address):
    with_step(unit_in(OwnerStage.WILLING), days(1))
    cheap = queries_of(officer, address)
    for number in range(29):
        with_step(unit_in(ORDINARY[number % len(ORDINARY)]), days(number))
    assert queries_of(officer, address) == cheap <= 10


def test_an_empty_board_says_what_to_do(officer):
    assert 'class="empty"' in officer.get(BOARD).content.decode()
    assert f'href="{BOARD}"' in officer.get(f"{BOARD}?stage=willing").content.decode()


def test_every_figure_of_the_pipeline_leads_to_as_many_rows(officer):
    for number, stage in enumerate(OwnerStage):
        for _ in range(number + 1):
            unit_in(stage)
    unit_in(OwnerStage.WILLING, is_vacant=False)
    unit_in(OwnerStage.WILLING, record_state=RecordState.REPORTED)
    found = pipeline(today())
    assert [figure.count for figure in found.stages] == [1, 2, 3, 4, 5, 6, 7]
    for figure in [*found.stages, *found.refusals]:
        assert shown_count(officer.get(figure.href)) == figure.count


def test_the_median_of_a_stage_counts_from_the_day_it_was_reached():
    for ago in (2, 10, 40):
        Talk.objects.filter(unit=unit_in(OwnerStage.WILLING)).update(changed_at=timezone.localtime() - timedelta(days=ago))
    medians = {figure.label: figure.median_days for figure in pipeline(today()).stages}
    assert medians[OwnerStage.WILLING.label] == 10
    assert medians[OwnerStage.PAUSED.label] is None


def test_refusals_are_counted_by_family_the_largest_first():
    for family in (RefusalFamily.RISK, RefusalFamily.SALE, RefusalFamily.RISK):
        move_talk(unit=make_unit(is_published=False), to=OwnerStage.REFUSED, refusal=family, by=make_officer())
    found = pipeline(today()).refusals
    assert [(figure.label, figure.count) for figure in found] == [(RefusalFamily.RISK.label, 2), (RefusalFamily.SALE.label, 1)]


def test_the_dashboard_shows_the_talks_to_officers_only(officer):
    unit_in(OwnerStage.REFUSED)
    text = officer.get("/staff/dashboard/").content.decode()
    assert 'id="pipeline-table"' in text
    assert 'id="refusals-table"' in text
    assert "pipeline-table" not in signed_in(make_reviewer()).get("/staff/dashboard/").content.decode()


def test_steps_that_are_due_need_officers_today():
    late, due = with_step(unit_in(OwnerStage.WILLING), days(-3)), with_step(unit_in(OwnerStage.CONTACTED), today())
    with_step(unit_in(OwnerStage.CONTACTED), days(1))

    def steps(role):
        return [need.href for group in needs_of([role], today()) if group.code == "steps" for need in group.needs]

    assert steps(Role.OFFICER) == [reverse("vacancies:talk", args=[unit.reference]) for unit in (late, due)]
    assert steps(Role.SURVEYOR) == steps(Role.REVIEWER) == []


def test_all_due_steps_are_behind_the_link_of_their_group(officer):
    for number in range(6):
        with_step(unit_in(OwnerStage.WILLING, is_vacant=bool(number % 2)), days(-number))
    group = next(group for group in needs_of([Role.OFFICER], today()) if group.code == "steps")
    assert Due.TODAY.value in group.more_href
    assert shown_count(officer.get(group.more_href)) == 6


def test_a_unit_that_its_owner_keeps_back_is_not_asked_to_be_published():
    kept_back, plain = unit_in(OwnerStage.PAUSED), unit_in(OwnerStage.WILLING)
    group = next(group for group in needs_of([Role.OFFICER], today()) if group.code == "unpublished")
    assert [need.title for need in group.needs] == [plain.name]
    assert kept_back.name not in {need.title for need in group.needs}


def test_a_card_of_a_refusal_says_why_and_no_other_card_does():
    refused = unit_in(OwnerStage.REFUSED)
    unit_in(OwnerStage.WILLING)
    page = signed_in(make_officer()).get(BOARD + "?everything=on").content.decode()
    assert page.count("data-why-not") == 1
    assert str(refused.talk.get_refusal_display()) in page[page.index("data-why-not"):][:200]
