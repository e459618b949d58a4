"""The register on a map: the same units as the table, in few bytes, and asked for again only when they changed."""

import gzip
import json
from itertools import accumulate

import pytest

from popups.demo.bulk import fill
from tests.make import (
    make_current_tenancy,
    make_officer,
    make_owner,
    make_reviewer,
    make_surveyor,
    make_unit,
    make_user,
)
from tests.popups.asking import queries_of, references, shown_count, signed_in
from vacancies.choices import OccupancyState, OwnerKind
from vacancies.models import Area, Unit

pytestmark = pytest.mark.django_db
MAP, POINTS, TABLE = "/staff/map/", "/staff/map/points.json", "/staff/units/"
CENTRE = "27.04,57.42,27.05,57.43"


def unpacked(response) -> dict[str, tuple]:
    """reference → latitude, longitude, state: what static/js/staff-map.js makes of the columns."""
    columns = json.loads(response.content)
    names = [f"U-{name}" for name in columns["references"].split()]
    latitudes, longitudes = ([step / columns["scale"] for step in accumulate(columns[name])] for name in ("latitudes", "longitudes"))
    states = [OccupancyState.values[int(digit)] for digit in columns["states"]]
    return dict(zip(names, zip(latitudes, longitudes, states, strict=True), strict=True))


def test_the_points_say_where_each_unit_is_and_what_it_is_used_for():
    vacant = make_unit(latitude=57.42001, longitude=27.04004)
    taken = make_current_tenancy(unit=make_unit(latitude=57.43, longitude=27.05)).unit
    make_unit(latitude=None, longitude=None)
    found = unpacked(signed_in(make_officer()).get(POINTS))
    assert found[vacant.reference] == (pytest.approx(57.42001), pytest.approx(27.04004), OccupancyState.VACANT)
    assert found[taken.reference] == (pytest.approx(57.43), pytest.approx(27.05), OccupancyState.POP_UP)
    assert len(found) == 2


@pytest.mark.parametrize("query", ["", "street=D%C4%81rza+iela", "occupancy=vacant", "published=no", f"box={CENTRE}", "area=centrs",
                                   "q=pils", "stage=listed", "owner=parish", "seen=due", "since=known", "record=archived"])
def test_map_list_and_table_show_the_same_units(query):
    Area.objects.create(key="centrs", name="Centrs", ring=[[27.04, 57.42], [27.05, 57.42], [27.05, 57.43], [27.04, 57.43]])
    for number in range(4):
        make_unit(latitude=57.42 + number / 150, longitude=27.045, is_published=number % 2 == 0, is_vacant=number != 3,
                  address_typed=f"{'Pils iela' if number < 2 else 'Dārza iela'} {number + 1}",
                  owner=make_owner(kind=OwnerKind.PARISH) if number == 1 else None)
    client = signed_in(make_officer())
    table = references(client.get(f"{TABLE}?{query}"))
    assert references(client.get(f"{MAP}?{query}")) == table
    assert sorted(unpacked(client.get(f"{POINTS}?{query}"))) == sorted(table)
    if query.startswith(("box", "area", "street", "published", "q")):
        assert 0 < len(table) < 4, "the filter takes some and leaves some"


def test_the_map_draws_the_part_of_town_that_narrows_it_and_no_other():
    for key in ("centrs", "ezermala"):
        Area.objects.create(key=key, name=f"Pie {key}", ring=[[27.04, 57.42], [27.05, 57.42], [27.05, 57.43]])
    client = signed_in(make_officer())
    assert client.get(MAP).context["rings"] == []
    drawn = client.get(f"{MAP}?area=centrs")
    assert [ring["name"] for ring in drawn.context["rings"]] == ["Pie centrs"]
    assert b'data-rings="map-rings"' in drawn.content and b'id="map-rings"' in drawn.content


def test_the_list_also_names_units_without_a_place():
    unit = make_unit(latitude=None, longitude=None)
    client = signed_in(make_surveyor())
    assert references(client.get(MAP)) == [unit.reference]
    assert references(client.get(f"{MAP}?box={CENTRE}")) == []


@pytest.mark.parametrize("box", ["", "1,2,3", "27.05,57.43,27.04,57.42", "nan,57,28,58", "a,b,c,d", "27,57,28,999", "27," * 500])
def test_a_part_of_the_map_that_makes_no_sense_does_not_narrow(box):
    unit = make_unit()
    client = signed_in(make_officer())
    assert references(client.get(f"{TABLE}?box={box}")) == references(client.get(f"{MAP}?box={box}")) == [unit.reference]


def test_the_way_to_the_table_and_back_keeps_the_filters():
    make_unit()
    client = signed_in(make_officer())
    query = f"q=unit&amp;occupancy=vacant&amp;box={CENTRE.replace(',', '%2C')}"
    asked = query.replace("&amp;", "&")
    assert f'href="{TABLE}?{query}"' in client.get(f"{MAP}?{asked}").content.decode()
    assert f'href="{MAP}?{query}"' in client.get(f"{TABLE}?{asked}").content.decode()


def test_the_points_are_asked_for_again_only_when_they_changed():
    unit = make_unit()
    client = signed_in(make_officer())
    first = client.get(POINTS, headers={"accept-encoding": "gzip"})
    again = client.get(POINTS, headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})
    assert again.status_code == 304
    Unit.objects.filter(pk=unit.pk).update(latitude=57.5)
    changed = client.get(POINTS, headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert "no-cache" in changed["Cache-Control"]
    assert "public" not in changed["Cache-Control"]


def test_a_point_costs_few_bytes_and_the_queries_do_not_grow():
    client = signed_in(make_officer())
    fill(units=10, applications=0)
    few = {address: queries_of(client, address) for address in (MAP, POINTS, TABLE)}
    fill(units=400, applications=0, seed=2)
    assert {address: queries_of(client, address) for address in (MAP, POINTS, TABLE)} == few
    assert max(few.values()) <= 10
    answer = client.get(POINTS, headers={"accept-encoding": "gzip"})
    assert len(gzip.decompress(answer.content)) < 30 * 410
    assert len(answer.content) < 16 * 410
    assert shown_count(client.get(MAP)) == 410


def test_what_a_pin_says_is_the_units_entry_and_never_its_owner():
    unit = make_unit(name="Vecā aptieka", owner=make_owner(name="Secret Owner"))
    for person in (make_officer(), make_surveyor(), make_reviewer()):
        said = signed_in(person).get(f"{MAP}{unit.reference}/").content.decode()
        assert "Vecā aptieka" in said
        assert f"/staff/units/{unit.reference}/" in said
        assert "Secret Owner" not in said
    assert signed_in(make_officer()).get(f"{MAP}U-NONE/").status_code == 404


def test_only_staff_see_the_map(client):
    unit = make_unit()
    for address in (MAP, POINTS, f"{MAP}{unit.reference}/"):
        assert client.get(address).status_code == 302
        assert signed_in(make_user()).get(address).status_code == 404


def test_an_owner_filter_of_somebody_who_may_not_see_owners_does_not_narrow():
    make_unit(owner=make_owner(kind=OwnerKind.PARISH))
    make_unit(owner=make_owner(kind=OwnerKind.COMPANY))
    assert len(unpacked(signed_in(make_reviewer()).get(f"{POINTS}?owner=parish"))) == 2


def test_the_town_may_lay_its_own_drawing_under_the_pins(client, settings, tmp_path):
    assert client.get("/map/base.geojson").status_code == 404
    drawing = tmp_path / "town.geojson"
    drawing.write_text('{"type": "FeatureCollection", "features": []}')
    settings.MAP_BASE = str(drawing)
    answer = client.get("/map/base.geojson")
    assert json.loads(b"".join(answer.streaming_content))["features"] == []
    assert answer["Content-Type"] == "application/geo+json"
    assert 'data-base-url="/map/base.geojson"' in signed_in(make_officer()).get(MAP).content.decode()


def test_the_drawing_of_one_town_is_not_laid_under_another(settings):
    client = signed_in(make_officer())
    assert "aluksne-schematic" in client.get(MAP).content.decode()
    settings.MAP_CENTRE = "51.29,7.67"
    assert "data-base-url" not in client.get(MAP).content.decode()
