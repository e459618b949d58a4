"""The town's register in six formats is one register, and none of its faults goes unsaid."""

from decimal import Decimal

import pytest

from tests.vacancies.registers import DATA, SIX, codes, dump, everything_stored, import_file, numbers
from vacancies.choices import OwnerKind, Precision, RecordState, Seen, SeenBy
from vacancies.models import ImportedRow, Owner, Unit, Vacancy

pytestmark = pytest.mark.django_db

XLSX = "aluksne_synthetic_register.xlsx"
PLANTED = [
    (2, "old_state_date"), (12, "serial_date"), (14, "rent_not_monthly"), (14, "serial_date"), (16, "joined_date"),
    (18, "serial_date"), (22, "no_name"), (23, "impossible_date"), (24, "not_premises"), (25, "unclear_owner"),
    (26, "ambiguous_date"), (29, "duplicate_row"), (30, "total_row"),
]
WITH_BROKEN_TEXT = [*range(5, 27), 28, 29]


def import_one(name: str):
    return import_file(DATA / name, encoding=SIX[name])


def clear() -> None:
    for model in (ImportedRow, Vacancy):
        model.objects.all().delete()
    for unit in Unit.objects.all():
        for related in (unit.field_visits, unit.spaces):
            related.all().delete()
    Unit.objects.all().delete()
    Owner.objects.all().delete()


def test_all_six_files_give_the_same_register_row_by_row():
    registers = {}
    for name in SIX:
        assert numbers(import_one(name)) == (22, 0, 0, 3)
        registers[name] = dump()
        clear()
    for name, register in registers.items():
        assert len(register) == 22
        for one, other in zip(register, registers[XLSX], strict=True):
            assert one == other, name


def test_each_of_the_six_is_known_again_in_each_other_format():
    for first, name in enumerate(SIX):
        assert numbers(import_one(name)) == ((0, 0, 22, 3) if first else (22, 0, 0, 3))


@pytest.mark.parametrize("name", SIX)
def test_every_planted_fault_is_reported_at_its_row(name):
    found = codes(import_one(name))
    broken = [(row, code) for row, code in found if code == "broken_text"]
    assert broken == ([(row, "broken_text") for row in WITH_BROKEN_TEXT] if "mojibake" in name else [])
    assert sorted(set(found) - set(broken)) == PLANTED


def test_the_duplicate_names_the_row_it_repeats():
    report = import_one(XLSX)
    assert [problem.details for problem in report.problems if problem.code == "duplicate_row"] == [{"first": 5}]


def test_the_faults_stand_at_their_columns():
    report = import_one(XLSX)
    columns = {code: problem.column for problem in report.problems if (code := str(problem.code))}
    assert columns["impossible_date"] == columns["ambiguous_date"] == columns["serial_date"] == "Brīvs kopš"
    assert columns["unclear_owner"] == "Īpašnieks"


def test_imported_units_are_confirmed_and_not_public():
    import_one(XLSX)
    assert set(Unit.objects.values_list("record_state", flat=True)) == {RecordState.CONFIRMED}
    assert not Unit.objects.filter(published_at__isnull=False).exists()
    assert not Unit.objects.exclude(public_text="").exists()


@pytest.mark.parametrize(("address", "starts_on", "precision", "as_typed"), [
    ("Dārza iela 10", "2018-11-01", Precision.DAY, ""),
    ("Pils iela 58", "2021-03-01", Precision.MONTH, "03/2021"),
    ("Ojāra Vācieša iela 5", "2017-01-01", Precision.ABOUT, "apm. 2017"),
    ("Tirgotāju iela 16B", "2023-01-01", Precision.DAY, ""),
    ("Rīgas iela 11", None, Precision.DAY, "30.02.2024"),
    ("Peldu iela 1", "2025-01-01", Precision.YEAR, "1/5/2025"),
])
def test_a_vacancy_begins_as_exactly_as_the_register_knows(address, starts_on, precision, as_typed):
    import_one(XLSX)
    vacancy = Vacancy.objects.get(unit__address=address)
    assert (vacancy.starts_on and vacancy.starts_on.isoformat(), vacancy.starts_precision, vacancy.as_typed) == (
        starts_on, precision, as_typed)
    assert vacancy.ends_on is None


@pytest.mark.parametrize(("address", "name", "seen"), [
    ("Dārza iela 10", "tel. gr. 3", Seen.OCCUPIED),
    ("Pilssalas iela 10", "1. stāvs, kiosks pie pludmales", Seen.SEASONAL),
    ("Pils iela 25A", "pagrabs", Seen.OCCUPIED),
    ("Tirgotāju iela 16B", "pagrabtelpa", Seen.NOT_SURE),
    ("Brūža iela 7", "foajē stends", Seen.NOT_SURE),
    ("Merķeļa iela 3", "Merķeļa iela 3", Seen.NOT_SURE),
    ("Šķūņu iela 3", "darbnīca", Seen.OCCUPIED),
])
def test_what_is_not_said_to_be_empty_is_not_empty(address, name, seen):
    import_one(XLSX)
    unit = Unit.objects.get(address=address, name=name)
    assert not unit.vacancies.exists()
    assert [(visit.seen, visit.source) for visit in unit.field_visits.all()] == [(seen, SeenBy.IMPORT)]


def test_rent_per_square_metre_becomes_cents_per_month_and_what_is_no_such_rent_a_note():
    import_one(XLSX)
    rents = dict(Unit.objects.values_list("name", "asking_rent_cents"))
    assert rents["telpu grupa Nr. 2"] == 9723  # 2.1 × 46.3
    assert rents["noliktava"] == 20400  # "0,85", a text, × 240
    assert rents["1. stāvs, kiosks pie pludmales"] == 0
    assert rents["kioska vieta"] is None
    for name, words in (("veikals", "pēc vienošanās"), ("tirgus paviljons Nr. 14", "5,00 EUR/dienā")):
        unit = Unit.objects.get(name=name)
        assert unit.asking_rent_cents is None
        assert words in unit.internal_note


def test_size_floor_and_heating_are_read():
    import_one(XLSX)
    shop = Unit.objects.get(name="veikals ar noliktavu")
    assert (shop.floor_area_m2, shop.has_heating) == (Decimal("154.06"), True)
    assert "gāze" in shop.internal_note
    assert Unit.objects.get(name="noliktava").has_heating is False
    assert Unit.objects.get(name="kioska vieta").has_heating is None
    floors = dict(Unit.objects.exclude(floor=None).values_list("name", "floor"))
    assert floors == {"1. stāvs, kiosks pie pludmales": 0, "2. stāvs": 1, "pagrabs": -1, "pagrabtelpa": -1}


def test_owners_are_made_once_however_their_name_was_quoted():
    import_one(XLSX)
    firm = Owner.objects.get(kind=OwnerKind.COMPANY, name='SIA "KR5"')
    assert firm.units.count() == 2
    assert Owner.objects.get(kind=OwnerKind.MUNICIPALITY).units.count() == 10
    assert Owner.objects.filter(kind=OwnerKind.PERSON, name="").count() == 4  # four people, not one
    assert Unit.objects.get(address="Dārza iela 8A").owner is None


def test_importing_again_changes_nothing():
    import_one(XLSX)
    before = everything_stored()
    assert numbers(import_one(XLSX)) == (0, 0, 22, 3)
    assert everything_stored() == before


def test_history_tells_who_imported_what(django_user_model):
    officer = django_user_model.objects.create_user("officer@example.org", "x" * 20)
    import_file(DATA / XLSX, by=officer)
    assert Unit.history.count() == 22
    assert set(Unit.history.values_list("history_user", flat=True)) == {officer.pk}
    assert Vacancy.history.count() == Vacancy.objects.count() == 12
