"""The list of units as a file: who gets which columns, what it costs, and that it comes back in without loss."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from popups.feeds.geojson import geojson_parts
from popups.feeds.tables import csv_lines, write_xlsx
from popups.reports.export import columns_for, lines, units_to_export, units_with_lines
from tests.make import make_officer, make_reviewer, make_surveyor, make_unit
from vacancies.choices import (
    Activity,
    FundingRestriction,
    ImportState,
    OwnerKind,
    Precision,
    RecordState,
    Seen,
    SpaceKind,
    UtilitiesPayer,
)
from vacancies.exchange.cells import guarded, unguarded
from vacancies.exchange.columns import COLUMNS
from vacancies.exchange.words import ACTIVITIES, ANSWERS, LANGUAGES, OWNER_KINDS, PAYERS, RESTRICTIONS, SEEN, understand
from vacancies.imports.apply import apply
from vacancies.imports.headings import Meaning, meanings_of
from vacancies.imports.plan import make_plan
from vacancies.imports.undo import undo_run
from vacancies.lifecycle.register import new_unit
from vacancies.lifecycle.units import change_unit, record_visit
from vacancies.models import FieldVisit, ImportedRow, ImportRun, Owner, PermittedActivity, Space, Unit, Vacancy

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
ALL = {"sees_owners": True, "sees_notes": True, "names_owners": True}
NAUGHTY = ["=1+1", "+371 20000000", "-1", "@SUM(A1)", "\t=1", "'quoted", "''", "=HYPERLINK(\"http://x\")", "—", "-", "#N/A",
           "KOPĀ:", "zemes gabals", "Ä«paÅ¡nieks", "1.775E+11", "00123", "a;b,c\"d", "first\n\nsecond", "🏚️ ＝1", "nav", " x ",
           "2. stāvs", "Pils iela 1", "True", "1,5", "\u2028", "_x000D_", "Надпись"]
TEXT = st.one_of(st.sampled_from(NAUGHTY), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))


def full_unit(**fields):
    owner = Owner.objects.create(kind=OwnerKind.COMPANY, name='SIA "Slepenais"')
    unit = new_unit(**{
        "name": "Kalēja veikals", "address_typed": "Pils iela 1", "own_number": "R-1", "floor_area_m2": Decimal("46.30"),
        "window_front_m": Decimal("3.50"), "floor": -1, "has_water": True, "has_wc": False, "has_heating": True,
        "is_sound_tolerant": True, "asking_rent_cents": 11275, "utilities_payer": UtilitiesPayer.OWNER,
        "utilities_cents": 4050, "notice_days": 45, "funding_restriction": FundingRestriction.PUBLIC_BENEFIT,
        "funding_note": "Fonds\n\nlīdz 2028", "public_text": "Viens.\n\nDivi.", "public_text_de": "Eins.",
        "internal_note": "slepena piezīme", "latitude": 57.424, "longitude": 27.0464123, "owner": owner} | fields)
    PermittedActivity.objects.create(unit=unit, activity=Activity.CRAFTS)
    PermittedActivity.objects.create(unit=unit, activity=Activity.MUSIC)
    Vacancy.objects.create(unit=unit, starts_on=date(2024, 2, 1), starts_precision=Precision.MONTH, previous_use="apavi")
    Vacancy.objects.create(unit=unit, starts_on=date(2019, 3, 17), starts_precision=Precision.YEAR, ends_on=date(2020, 5, 1),
                           ends_precision=Precision.MONTH, previous_use="saldētava: 2 – 3")
    Vacancy.objects.create(unit=unit, ends_on=date(2015, 1, 8), ends_precision=Precision.ABOUT)
    unit.spaces.update(retired_on=date(2025, 1, 1))
    for position, (kind, name, weekdays, area, cents) in enumerate((
            (SpaceKind.SHELF, "Plaukts: A; B", [], Decimal("2.50"), 1500), (SpaceKind.WEEKDAYS, "=P–T", [0, 1, 2], None, None))):
        Space.objects.create(unit=unit, kind=kind, name=name, weekdays=weekdays, floor_area_m2=area, asking_rent_cents=cents, position=position)
    return unit


def as_csv(path, language="lv", **seen):
    columns = columns_for(**ALL | seen)
    rows = lines(units_to_export({}, TODAY), columns, language)
    path.write_text("".join(csv_lines([column.heading(language) for column in columns], rows, language)), "utf-8", newline="")
    return path


def as_xlsx(path, language="lv", **seen):
    columns = columns_for(**ALL | seen)
    with path.open("wb") as file:
        write_xlsx(file, [column.heading(language) for column in columns],
                   lines(units_to_export({}, TODAY), columns, language), "Telpas")
    return path


def as_geojson(path, language="lv", **seen):
    columns = columns_for(**ALL | seen)
    path.write_text("".join(geojson_parts([column.heading(language) for column in columns],
                                          units_with_lines(units_to_export({}, TODAY), columns, language))), "utf-8")
    return path


WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "geojson": as_geojson}


def taken_in(path):
    report = apply(make_plan(path, today=TODAY))
    return report, (report.added, report.changed, report.unchanged, report.refused)


def whole_register():
    fields = [field.attname for field in Unit._meta.concrete_fields if field.attname not in (
        "id", "reference", "search_text", "created_at", "owner_id", "version", "published_at")]
    return [({name: getattr(unit, name) for name in fields}, (unit.owner.kind, unit.owner.name) if unit.owner else None,
             sorted(unit.permitted_activities.values_list("activity", flat=True)),
             [(v.starts_on, v.starts_precision, v.ends_on, v.ends_precision, v.previous_use) for v in unit.vacancies.all()],
             [(s.kind, s.name, s.weekdays, s.floor_area_m2, s.asking_rent_cents, s.position) for s in unit.spaces.in_use()])
            for unit in Unit.objects.select_related("owner").order_by("pk")]


def empty_the_register():
    for model in (ImportedRow, FieldVisit, Vacancy, Space, Unit, Owner):
        model.objects.all().delete()


def body(response):
    return b"".join(response.streaming_content)


def table(response, delimiter=";"):
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig")), delimiter=delimiter))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("write", WRITERS.values())
def test_an_export_comes_back_with_nothing_to_change_and_into_an_empty_register_without_loss(tmp_path, language, write):
    full_unit()
    bare = new_unit(name="Tukšā", address_typed="Pils iela 2")
    new_unit(name="Tukšā", address_typed="Pils iela 2")
    record_visit(unit=bare, seen=Seen.NOT_SURE, seen_on=TODAY, by=make_officer(), today=TODAY)
    path, before, stored = write(tmp_path / f"units.{write.__name__[3:]}", language), whole_register(), ImportedRow.objects.count()
    report, numbers = taken_in(path)
    assert (numbers, [problem.code for problem in report.problems]) == ((0, 0, 3, 0), [])
    assert (whole_register(), ImportedRow.objects.count()) == (before, stored)
    empty_the_register()
    report, numbers = taken_in(path)
    assert (numbers, {str(problem.code) for problem in report.problems}) == ((3, 0, 0, 0), {"unknown_reference"})
    assert whole_register() == before
    assert taken_in(path)[1] == (0, 0, 3, 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(TEXT, min_size=9, max_size=9), language=st.sampled_from(LANGUAGES), kind=st.sampled_from(sorted(WRITERS)))
def test_whatever_is_written_in_the_register_comes_back_unchanged_and_no_cell_is_a_formula(db, tmp_path, texts, language, kind):
    empty_the_register()
    names = ("name", "own_number", "address_typed", "funding_note", "public_text", "public_text_en", "internal_note")
    owner = Owner.objects.create(kind=OwnerKind.UNKNOWN, name=texts[7])
    unit = new_unit(**dict(zip(names, texts, strict=False)), owner=owner)
    Vacancy.objects.create(unit=unit, previous_use=texts[8])
    path = WRITERS[kind](tmp_path / f"units.{kind}", language)
    before = whole_register()
    report, numbers = taken_in(path)
    assert numbers == (0, 0, 1, 0), report.as_json()
    assert whole_register() == before
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""),
                                            delimiter="," if language == "en" else ";") for cell in row]
    elif kind == "geojson":
        cells = list(json.loads(path.read_text("utf-8"))["features"][0]["properties"]["register"].values())
    else:
        cells = [cell for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python() for cell in row]
    assert not [cell for cell in cells if isinstance(cell, str) and cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]


@given(text=st.text())
def test_the_guard_is_taken_off_exactly(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text).lstrip()[:1] not in tuple("=+-@")


def test_a_reference_that_another_program_has_rewritten_is_still_that_unit(tmp_path):
    unit = full_unit()
    path = as_csv(tmp_path / "units.csv")
    path.write_text(path.read_text("utf-8").replace(unit.reference, unit.reference.lower().replace("-", "\u2011")), "utf-8")
    report, numbers = taken_in(path)
    assert (numbers, list(report.problems)) == ((0, 0, 1, 0), [])


def test_what_was_edited_in_the_file_is_taken_over_and_what_is_older_than_the_register_is_not(tmp_path):
    unit = full_unit()
    path = as_csv(tmp_path / "units.csv")
    path.write_text(path.read_text("utf-8").replace("46,30", "50,00").replace("amatniecība; mūzika", "galerija")
                    .replace("2024-02", "2024-03-05"), "utf-8")
    report, numbers = taken_in(path)
    assert numbers == (0, 1, 0, 0), report.as_json()
    unit.refresh_from_db()
    assert unit.floor_area_m2 == 50
    assert [row.activity for row in unit.permitted_activities.all()] == [Activity.GALLERY]
    assert unit.vacancies.get(ends_on=None).starts_on == date(2024, 3, 5)
    change_unit(unit=unit, version=unit.version, by=make_officer(), floor_area_m2=Decimal("51"))
    report, numbers = taken_in(path)
    assert (numbers, [problem.code for problem in report.problems]) == ((0, 0, 1, 0), ["kept_correction"])


def test_a_file_that_was_exported_here_leaves_what_the_towns_own_register_said(tmp_path):
    unit = full_unit(own_number="")
    ImportedRow.objects.create(unit=unit, key="n:r-9", values={"floor_area_m2": "20.00"}, file_name="register.csv")
    path = as_csv(tmp_path / "units.csv")
    path.write_text(path.read_text("utf-8").replace("46,30", "50,00"), "utf-8")
    assert taken_in(path)[1] == (0, 1, 0, 0)
    imported = ImportedRow.objects.get()
    assert (imported.key, imported.values) == ("n:r-9", {"floor_area_m2": "20.00"})


def test_a_reference_that_is_not_here_is_pointed_out_and_a_row_of_it_without_an_address_refused(tmp_path):
    full_unit()
    path = as_csv(tmp_path / "units.csv")
    text = path.read_text("utf-8")
    reference = Unit.objects.get().reference
    path.write_text(text.replace(reference, "U-ZZZZ"), "utf-8")
    report, numbers = taken_in(path)
    assert (numbers, [str(problem.code) for problem in report.problems]) == ((0, 1, 0, 0), ["unknown_reference"])
    nowhere = text.replace(reference, "U-ZZZZ").replace("Pils iela 1", "").replace("R-1", "")
    path.write_text(nowhere.replace("57,4240000", "").replace("27,0464123", ""), "utf-8")
    report, numbers = taken_in(path)
    assert (numbers, [str(problem.code) for problem in report.problems]) == ((0, 0, 0, 1), ["no_address"])


def test_a_unit_without_an_address_comes_back_by_its_reference(tmp_path):
    new_unit(name="Atrasta", latitude=57.4, longitude=27.0)
    assert taken_in(as_csv(tmp_path / "units.csv"))[1] == (0, 0, 1, 0)


def test_a_unit_that_has_only_a_point_comes_back_into_an_empty_register_too(tmp_path):
    new_unit(name="Atrasta", latitude=57.4, longitude=27.0)
    path = as_csv(tmp_path / "units.csv")
    empty_the_register()
    assert taken_in(path)[1] == (1, 0, 0, 0)
    unit = Unit.objects.get()
    assert (unit.name, unit.address, unit.latitude) == ("Atrasta", "", 57.4)
    assert taken_in(path)[1] == (0, 0, 1, 0)


def test_earlier_vacancies_and_spaces_of_a_unit_that_is_here_stay_and_the_row_says_so(tmp_path):
    full_unit()
    path, before = as_csv(tmp_path / "units.csv"), whole_register()
    path.write_text(path.read_text("utf-8").replace("saldētava", "kafejnīca").replace("2,50 m²", "3,50 m²"), "utf-8")
    report, numbers = taken_in(path)
    assert (numbers, [str(problem.code) for problem in report.problems]) == ((0, 0, 1, 0), ["only_with_new", "only_with_new"])
    assert whole_register() == before


def test_a_line_that_is_written_otherwise_is_said_and_the_rest_of_the_row_taken(tmp_path):
    full_unit()
    path = as_csv(tmp_path / "units.csv")
    path.write_text(path.read_text("utf-8").replace("? – ", "sen – ").replace("plaukts; ", "kaste; "), "utf-8")
    empty_the_register()
    report, numbers = taken_in(path)
    assert (numbers, [str(problem.code) for problem in report.problems]) == (
        (1, 0, 0, 0), ["unreadable_line", "unreadable_line", "unknown_reference"])
    unit = Unit.objects.get()
    assert (unit.vacancies.count(), unit.spaces.get().kind) == (1, SpaceKind.WHOLE)


def test_an_import_of_divided_units_with_a_past_is_undone_unless_somebody_has_divided_them_anew(tmp_path):
    full_unit()
    path = as_csv(tmp_path / "units.csv")
    for is_touched in (False, True):
        empty_the_register()
        run = ImportRun.objects.create(key=uuid4().hex, state=ImportState.APPLYING)
        apply(make_plan(path, today=TODAY), run=run)
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.APPLIED)
        assert (Vacancy.objects.count(), Space.objects.count()) == (3, 2)
        if is_touched:
            Space.objects.filter(kind=SpaceKind.SHELF).update(name="cits")
        undone = undo_run(run=run, by=None)
        assert (undone.removed, len(undone.kept), Space.objects.count()) == ((0, 1, 2) if is_touched else (1, 0, 0))
        assert Vacancy.history.filter(history_change_reason=run.reason).count() == 3


def test_an_import_understands_every_heading_and_every_word_that_is_exported():
    for column in COLUMNS:
        for language in LANGUAGES:
            assert meanings_of(column.heading(language))[0] == (100, Meaning(column.code)), column
    for words, choices in ((SEEN, Seen), (OWNER_KINDS, OwnerKind), (PAYERS, UtilitiesPayer),
                           (RESTRICTIONS, FundingRestriction), (ACTIVITIES, Activity), (ANSWERS, None)):
        assert choices is None or set(words) == set(choices.values)
        assert {understand(words, word): value for value, said in words.items() for word in said} == {v: v for v in words}


def test_the_list_is_narrowed_as_on_the_page_and_named_after_the_day(client):
    make_unit(name="Pirmā", address_typed="Pils iela 1")
    make_unit(name="Otrā", address_typed="Skolas iela 1")
    client.force_login(make_officer())
    response = client.get("/staff/units/export.csv", {"street": "Skolas iela"})
    rows = table(response)
    assert [row[rows[0].index("Nosaukums")] for row in rows[1:]] == ["Otrā"]
    assert response["Content-Disposition"] == f'attachment; filename="telpas-{timezone.localdate():%Y-%m-%d}.csv"'
    assert client.get("/staff/units/export.pdf").status_code == 404
    assert client.post("/staff/units/export.csv").status_code == 405


def test_owners_are_named_only_to_officers_who_ask_and_notes_shown_only_to_who_keeps_units(client):
    full_unit()
    seen = {}
    for person, query in ((make_officer(), ""), (make_officer(email="o2@example.org"), "?owners=1"),
                          (make_surveyor(), "?owners=1"), (make_reviewer(), "?owners=1")):
        client.force_login(person)
        text = body(client.get(f"/staff/units/export.csv{query}")).decode()
        seen[person.role, query] = ["Slepenais" in text, "uzņēmums" in text, "slepena piezīme" in text]
        book = CalamineWorkbook.from_filelike(io.BytesIO(body(client.get(f"/staff/units/export.xlsx{query}"))))
        cells = str(book.get_sheet_by_index(0).to_python())
        assert ["Slepenais" in cells, "uzņēmums" in cells, "slepena piezīme" in cells] == seen[person.role, query]
        points = body(client.get(f"/staff/units/export.geojson{query}")).decode()
        assert "Slepenais" not in points
        assert "slepena" not in points
    assert list(seen.values()) == [[False, True, True], [True, True, True], [False, False, True], [False, False, False]]


def test_points_stand_longitude_first_and_a_unit_without_one_has_no_geometry(client):
    unit = make_unit(latitude=57.4, longitude=27.05, address_typed="Pils iela 1")
    make_unit(address_typed="Skolas iela 1", latitude=None, longitude=None, is_vacant=False)
    client.force_login(make_reviewer())
    response = client.get("/staff/units/export.geojson")
    assert response["Content-Type"] == "application/geo+json"
    found = json.loads(body(response))
    first, second = found["features"]
    assert (first["geometry"], first["id"]) == ({"type": "Point", "coordinates": [27.05, 57.4]}, unit.reference)
    assert first["properties"]["occupancy"] == "vacant"
    assert second["geometry"] is None


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_the_file_costs_as_many_queries_for_many_units_as_for_one(client, django_assert_num_queries, kind):
    client.force_login(make_officer())
    for count in (1, 30):
        while Unit.objects.count() < count:
            full_unit(own_number="", address_typed=f"Pils iela {Unit.objects.count()}")
        with django_assert_num_queries(9):
            text = body(client.get(f"/staff/units/export.{kind}"))
        assert kind == "xlsx" or text.count("Kalēja".encode()) == (2 * count if kind == "geojson" else count)


def test_archived_units_are_exported_when_the_list_shows_them(client):
    full_unit(record_state=RecordState.ARCHIVED)
    client.force_login(make_officer())
    assert len(table(client.get("/staff/units/export.csv"))) == 1
    assert len(table(client.get("/staff/units/export.csv?record=archived"))) == 2


def test_headings_are_in_the_language_of_the_reader(client):
    client.force_login(make_officer())
    with translation.override("de"):
        client.cookies["django_language"] = "de"
        rows = table(client.get("/staff/units/export.csv"))
    assert rows[0][0] == COLUMNS[0].heading("de")
