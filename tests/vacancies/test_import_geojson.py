"""Places as map programs keep them: ours come back as they went, other people's are read by the names of their properties."""

import json

import pytest

from tests.make import today
from vacancies.imports import geojson
from vacancies.imports.apply import apply
from vacancies.imports.plan import make_plan
from vacancies.imports.problems import Unreadable
from vacancies.models import Unit

pytestmark = pytest.mark.django_db


def place(geometry=None, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*coordinates):
    return {"type": "Point", "coordinates": list(coordinates)}


def file_of(folder, *features, **rest):
    path = folder / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **rest}))
    return path


def taken_in(path):
    report = apply(make_plan(path, today=today()))
    return report.added, report.changed, report.unchanged, report.refused


def refused(path):
    with pytest.raises(Unreadable) as caught:
        make_plan(path, today=today())
    return str(caught.value.problem.code)


def test_other_peoples_places_are_read_by_their_properties_and_a_point_becomes_the_place(tmp_path):
    path = file_of(tmp_path, place(point(27.0464, 57.4247, 190.5), Adrese="Pils iela 9", Nosaukums="ALJA", Krāsas=["zila", "balta"]),
                   place(None, Adrese="Pils iela 11", Platība=46.5), crs={"type": "name"})
    assert taken_in(path) == (2, 0, 0, 0)
    alja, other = Unit.objects.order_by("pk")
    assert (alja.name, alja.longitude, alja.latitude) == ("ALJA", 27.0464, 57.4247)
    assert (other.address_typed, other.latitude, float(other.floor_area_m2)) == ("Pils iela 11", None, 46.5)
    assert taken_in(path) == (0, 0, 2, 0)


def test_a_file_that_names_its_features_before_its_kind_is_read_too(tmp_path):
    path = tmp_path / "places.json"
    many = [place(point(27.0464, 57.4247), Adrese=f"Pils iela {number}") for number in range(1, 100)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": many}, sort_keys=True))
    assert taken_in(path) == (99, 0, 0, 0)


def test_places_without_a_point_or_with_a_shape_that_is_none_keep_their_properties(tmp_path):
    shapes = [{"type": "Polygon", "coordinates": [[[27, 57], [28, 57], [28, 58], [27, 57]]]}, point(27), point("a", "b"),
              {"type": "Point"}, {"coordinates": 5}, [], "x"]
    path = file_of(tmp_path, *[place(shape, Adrese=f"Pils iela {number}") for number, shape in enumerate(shapes, 1)])
    assert taken_in(path) == (len(shapes), 0, 0, 0)
    assert set(Unit.objects.values_list("latitude", flat=True)) == {None}


def test_what_is_no_place_adds_nothing(tmp_path):
    path = file_of(tmp_path, place(Adrese="Pils iela 9"), None, 5, "x", [], {}, {"properties": []}, place())
    assert taken_in(path) == (1, 0, 0, 0)


def test_signs_that_no_database_keeps_and_numbers_that_no_computer_holds_do_no_harm(tmp_path):
    path = tmp_path / "places.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"properties": {"Adrese": "Pils\\u0000 iela 9", "Nosaukums": "\\ud83d veikals",'
                    f' "Platība": {"9" * 5000}, "Stāvs": NaN, "Nomas maksa": -Infinity}}}}]}}')
    added, _changed, _unchanged, turned_away = taken_in(path)
    assert added + turned_away == 1
    assert [(unit.address_typed, unit.name) for unit in Unit.objects.all()] == [("Pils iela 9", "veikals")][:added]


@pytest.mark.parametrize("text", [
    '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": 5}', '{"type": "FeatureCollection", "features": [',
    '{"a": "FeatureCollection", "features": ' + "[" * 100_000, '{"type": "FeatureCollection", "features": ["\x00"]}'])
def test_a_file_that_is_broken_is_refused_with_a_sentence(tmp_path, text):
    path = tmp_path / "places.geojson"
    path.write_text(text)
    assert refused(path) == "json_file"


def test_a_file_of_no_places_is_empty_and_one_of_too_many_names_is_too_wide(tmp_path):
    assert refused(file_of(tmp_path, place())) == "empty_file"
    assert refused(file_of(tmp_path, place(**{f"n{number}": 1 for number in range(1001)}))) == "too_many_columns"


def test_letters_that_are_no_utf8_are_refused(tmp_path):
    path = tmp_path / "places.geojson"
    path.write_bytes('{"type": "FeatureCollection", "features": [{"properties": {"Adrese": "Skolas ielā 1"}}]}'.encode("cp1257"))
    assert refused(path) == "json_file"


@pytest.mark.parametrize("part", ["{},", '{"a":1},', "[],", "[1.5,1.5],", '"ab",'])
def test_a_file_of_very_many_parts_is_refused_before_it_is_read(tmp_path, monkeypatch, part):
    """Read, 25 MB of them are more than a gigabyte."""
    monkeypatch.setattr(geojson, "_MOST_MEMORY", 20_000)
    path = tmp_path / "places.geojson"
    for times, code in ((10, "empty_file"), (1000, "too_many_parts")):
        path.write_text('{"type": "FeatureCollection", "features": [' + (part * times)[:-1] + "]}")
        assert refused(path) == code


def test_a_file_of_as_many_places_as_an_import_may_have_is_light_enough():
    one = json.dumps(place(point(27.0464, 57.4247), Adrese="Pils iela 9", Nosaukums="ALJA", Stāvs=1, Platība=46.5, Statuss="brīvs"))
    weight = sum(weight * one.count(sign.decode()) for sign, weight in geojson._WEIGHTS.items())
    assert 100_000 * weight < geojson._MOST_MEMORY
