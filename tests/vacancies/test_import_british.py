"""Two real British files: what cannot be used is said row by row, and nothing is made up."""

import pytest

from tests.vacancies.registers import DATA, codes, import_file, numbers
from vacancies.choices import OwnerKind
from vacancies.imports.mapping import mapping_from
from vacancies.models import FieldVisit, Owner, Unit, Vacancy

pytestmark = pytest.mark.django_db

EXEMPTIONS, RUINED = DATA / "portsmouth_empty_exemptions.XLSX", DATA / "portsmouth_rates_excel_ruined.csv"


def test_exemptions_are_imported_by_number_and_address_and_nothing_is_called_empty():
    report = import_file(EXEMPTIONS)
    assert report.rows == 447 == sum(numbers(report))
    assert report.about["columns"] == {"own_number": "Property Reference Number", "address": "Full Property Address"}
    assert (1, "no_status_column") in codes(report)
    assert (396, "duplicate_row") in codes(report)
    assert Unit.objects.get(own_number="177500102210").address == "160, Albert Road, Southsea, Hants, PO4 0JT"
    assert not Vacancy.objects.exists()
    assert not FieldVisit.objects.exists()


def test_with_a_mapping_the_exemption_codes_tell_which_are_empty():
    mapping = mapping_from({"columns": {"Current Property Exemption Code": "status", "Primary Liable party name": "owner",
                                        "Current Prop Exemption Start Date": "since"},
                            "status": {"VOID": "empty", "EPRN": "empty", "LAND": "not_sure"}})
    report = import_file(EXEMPTIONS, mapping=mapping)
    assert sum(numbers(report)) == report.rows == 447
    unit = Unit.objects.get(own_number="177500102210")
    assert unit.vacancies.get().starts_on.isoformat() == "2019-06-01"
    assert unit.owner is None  # "Personal details not supplied" is nobody
    assert Owner.objects.get(name="Portsmouth City Council").kind == OwnerKind.MUNICIPALITY
    assert (2, "unknown_status") not in codes(report)  # refused: an advertising right
    assert (3, "unknown_status") in codes(report)


def test_ruined_references_are_said_and_the_rows_are_known_by_their_address():
    report = import_file(RUINED)
    assert report.rows == 4235 == sum(numbers(report))
    found = codes(report)
    assert (1, "meaning_from_content") in found  # the heading says postcode
    ruined = {row for row, code in found if code == "ruined_reference"}
    refused = {row for row, code in found if code == "not_premises"}
    with_number = {row for row, line in enumerate(RUINED.read_text("utf-8-sig").splitlines(), 1) if "E+" not in line[:25]}
    assert ruined | refused == set(range(2, 4237)) - with_number
    numbers_stored = set(Unit.objects.exclude(own_number="").values_list("own_number", flat=True))
    assert 30 < len(numbers_stored) <= len(with_number)
    assert not [number for number in numbers_stored if "E" in number]
    assert {(3, "contradicting_row"), (11, "contradicting_row")} <= set(found)
    assert not Vacancy.objects.exists()  # every row says TRUE: occupied
    assert numbers(import_file(RUINED)) == (0, 0, report.added, report.refused)
