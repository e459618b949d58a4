"""Areas: drawn, renamed, redrawn, deleted and brought back; and what an outline must not be."""

import re
from uuid import uuid4

import pytest

from popups.reports.areas import area_lines
from tests.make import make_area, make_officer, make_reviewer, make_surveyor, make_unit, make_user, today
from tests.popups.asking import codes, queries_of, references, signed_in
from vacancies.choices import RecordState
from vacancies.models import Area
from vacancies.rings import holds

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/areas/"
TRIANGLE = "57.42, 27.04\n57.43, 27.04\n57.43, 27.05"


def send(client, name="Centrs", corners=TRIANGLE, where="new", **more):
    return client.post(f"{ADDRESS}{where}/", {"name": name, "corners": corners, **more})


def undo_address(response) -> str:
    found = re.search(r'action="([^"]+)" class="undo"', response.content.decode())
    assert found, "the message offers to take it back"
    return found.group(1).replace("&amp;", "&")


def test_an_officer_draws_an_area_and_narrows_the_list_to_it():
    client = signed_in(make_officer())
    inside, outside = make_unit(latitude=57.428, longitude=27.042), make_unit(latitude=57.421, longitude=27.049)
    assert send(client, "Ezermala").status_code == 302
    area = Area.objects.get()
    assert (area.key, area.ring[0]) == ("ezermala", [27.04, 57.42])
    assert references(client.get(f"/staff/units/?area={area.key}")) == [inside.reference]
    assert b"data-ignored" not in client.get(f"/staff/units/?area={area.key}").content
    for page in ("/staff/units/?area=unknown", "/staff/map/?area=unknown"):
        wider = client.get(page)
        assert references(wider) == [inside.reference, outside.reference]
        assert b'data-ignored="area"' in wider.content, "more is shown than was asked for, so the page says it"


@pytest.mark.parametrize("corners", [
    "57.42,27.04\n57.43,27.04\n57.43,27.05", "57,42; 27,04\n57,43; 27,04\n57,43; 27,05\n",
    "57.42 27.04\n\n57.43\t27.04\n57,43  27,05", f"{TRIANGLE}\n57.42, 27.04", " 57.42 , 27.04 \n57.43, 27.04\n57.43, 27.05"])
def test_corners_are_read_as_people_write_them(corners):
    assert send(signed_in(make_officer()), corners=corners).status_code == 302
    assert Area.objects.get().ring == [[27.04, 57.42], [27.04, 57.43], [27.05, 57.43]]


@pytest.mark.parametrize(("corners", "code"), [
    ("", "required"), ("57.42, 27.04\n57.43, 27.04", "too_few"), ("here\n57.43, 27.04\n57.43, 27.05", "corner"),
    ("57.42, 27.04, 3\n57.43, 27.04\n57.43, 27.05", "corner"), ("1e3, 27.04\n57.43, 27.04\n57.43, 27.05", "corner"),
    (f"{'9' * 400}, 27.04\n57.43, 27.04\n57.43, 27.05", "corner"),
    ("57.42, 27.04\n57.43, 27.05\n57.42, 27.05\n57.43, 27.04", "crossed"),
    ("57.42, 27.04\n57.42, 27.05\n57.42, 27.06", "flat"),
    ("57.42, 27.04\n57.43, 27.04\n57.42, 27.04\n57.43, 27.05", "same_corner"),
    ("27.04, 57.42\n27.04, 57.43\n27.05, 57.43", "far_away"),
    ("\n".join(f"57.{4000 + number}, 27.04" for number in range(101)), "too_many")])
def test_an_outline_that_makes_no_sense_comes_back_with_what_was_typed(corners, code):
    answer = send(signed_in(make_officer()), "Mana daļa", corners)
    assert answer.status_code == 422
    assert codes(answer) == {code}
    assert 'value="Mana daļa"' in answer.content.decode()
    assert (corners.split("\n")[0] or "corners") in answer.content.decode()
    assert not Area.objects.exists()


def test_all_problems_are_told_at_once():
    assert codes(send(signed_in(make_officer()), "", "nonsense")) == {"required", "corner"}
    far_and_crossed = "1.42, 27.04\n57.43, 27.05\n57.42, 27.05\n57.43, 27.04"
    assert "far_away" in codes(send(signed_in(make_officer()), corners=far_and_crossed))


def test_two_areas_never_share_a_name_or_a_key():
    client = signed_in(make_officer())
    send(client, "Centrs")
    assert codes(send(client, "Centrs")) == {"name_taken"}
    assert codes(send(client, "CENTRS")) == {"name_taken"}
    send(client, "Centrs!")
    send(client, "New")
    assert sorted(Area.objects.values_list("key", flat=True)) == ["centrs", "centrs-2", "new-2"]


def test_an_area_is_renamed_and_redrawn_and_keeps_its_key():
    client = signed_in(make_officer())
    area = make_area(name="Centrs")
    assert TRIANGLE.split("\n")[0].split(",")[0] in client.get(f"{ADDRESS}{area.key}/").content.decode()
    assert send(client, "Vecpilsēta", where=area.key).status_code == 302
    area.refresh_from_db()
    assert (area.key, area.name, len(area.ring)) == ("centrs", "Vecpilsēta", 3)


def test_a_deleted_area_comes_back_with_one_button_and_twice_is_harmless():
    client = signed_in(make_officer())
    area = make_area(name="Centrs")
    back = undo_address(client.post(f"{ADDRESS}{area.key}/delete/", follow=True))
    assert not Area.objects.exists()
    for _time in range(2):
        assert client.post(back).status_code == 302
        found = Area.objects.get()
        assert (found.key, found.name, found.ring) == (area.key, area.name, area.ring)


def test_what_was_deleted_is_brought_back_by_nobody_else_and_unchanged():
    client = signed_in(make_officer())
    back = undo_address(client.post(f"{ADDRESS}{make_area().key}/delete/", follow=True))
    assert signed_in(make_officer()).post(back).status_code == 404
    assert client.post(f"{back}x").status_code == 404
    assert client.post(f"{ADDRESS}restore/").status_code == 404
    assert not Area.objects.exists()


def test_a_name_that_was_given_away_meanwhile_keeps_the_deleted_area_away():
    client = signed_in(make_officer())
    back = undo_address(client.post(f"{ADDRESS}{make_area(name='Centrs').key}/delete/", follow=True))
    another = make_area(name="Centrs", ring=[[27.0, 57.4], [27.1, 57.4], [27.1, 57.5]])
    client.post(back)
    assert list(Area.objects.values_list("ring", flat=True)) == [another.ring]
    Area.objects.filter(pk=another.pk).update(name="Vidus")
    client.post(back)
    assert sorted(Area.objects.values_list("key", "name")) == [("centrs", "Vidus"), ("centrs-2", "Centrs")]


def test_an_outline_is_drawn_around_the_units_of_streets():
    unit = make_unit(address_typed="Pils iela 7", latitude=57.4267, longitude=27.0412)
    make_unit(address_typed="Pils iela 9", latitude=57.4270, longitude=27.0420)
    make_unit(address_typed="Dārza iela 1", latitude=57.4, longitude=27.0)
    client = signed_in(make_officer())
    before = Area.objects.count()
    form = client.get(f"{ADDRESS}new/", {"street": unit.street}).context["form"]
    assert Area.objects.count() == before, "looking draws nothing"
    assert send(client, corners=form.initial["corners"]).status_code == 302
    ring = Area.objects.get().ring
    assert holds(ring, 27.0412, 57.4267)
    assert holds(ring, 27.0420, 57.4270)
    assert not holds(ring, 27.0, 57.4)


@pytest.mark.parametrize("is_new", [True, False])
def test_drawing_around_streets_keeps_the_name_that_was_typed_and_saves_nothing(is_new):
    unit, area = make_unit(address_typed="Pils iela 7", latitude=57.4267, longitude=27.0412), make_area(name="Centrs")
    make_unit(address_typed="Dārza iela 1", latitude=57.4, longitude=27.0)
    client, before = signed_in(make_officer()), list(Area.objects.values())
    address = f"{ADDRESS}new/" if is_new else f"{ADDRESS}{area.key}/"
    page = client.post(address, {"name": "Pils kalns", "corners": "57, 27", "street": unit.street, "around": "streets"})
    assert page.status_code == 200
    form = page.context["form"]
    assert form["name"].value() == "Pils kalns"
    assert form["corners"].value() not in ("", "57, 27")
    assert 'value="Pils kalns"' in page.content.decode()
    assert f"<option selected>{unit.street}</option>" in page.content.decode()
    assert list(Area.objects.values()) == before
    assert send(client, name="Pils kalns", corners=form["corners"].value()).status_code == 302
    assert holds(Area.objects.get(name="Pils kalns").ring, 27.0412, 57.4267)


@pytest.mark.parametrize("streets", [[], ["Nowhere"]])
def test_drawing_around_nothing_keeps_the_corners_that_were_typed(streets):
    page = signed_in(make_officer()).post(f"{ADDRESS}new/", {"name": "A", "corners": "57, 27", "street": streets, "around": "streets"})
    assert (page.context["form"]["name"].value(), page.context["form"]["corners"].value()) == ("A", "57, 27")


def test_the_streets_are_sent_with_the_form_that_holds_the_name():
    page = signed_in(make_officer()).get(f"{ADDRESS}new/").content.decode()
    assert re.search(r'<select[^>]* name="street"[^>]* form="area-form"', page)
    assert re.search(r'<button[^>]* name="around"[^>]* form="area-form"', page)


def test_streets_without_a_place_give_no_outline():
    unit = make_unit(address_typed="Pils iela 7", latitude=None, longitude=None)
    answer = signed_in(make_officer()).get(f"{ADDRESS}new/", {"street": [unit.street, "Nowhere"]})
    assert answer.status_code == 200
    assert answer.context["form"].initial["corners"] == ""


def test_the_list_of_areas_counts_their_units_and_costs_the_same_with_thirty():
    client = signed_in(make_officer())
    make_unit()
    make_unit(is_vacant=False, latitude=57.421, longitude=27.041)
    make_unit(latitude=57.6, longitude=27.6)
    make_area()
    line = client.get(ADDRESS).context["lines"][0]
    assert (line.count, line.vacant) == (2, 1)
    one = queries_of(client, ADDRESS)
    for number in range(29):
        make_area(ring=[[27.04, 57.42], [27.05 + number / 1000, 57.42], [27.05, 57.43]])
    assert queries_of(client, ADDRESS) == one <= 10
    assert len(references(client.get(ADDRESS))) == 30


def test_the_same_form_sent_twice_draws_one_area():
    client, token = signed_in(make_officer()), str(uuid4())
    assert [send(client, once=token).status_code for _time in range(2)] == [302, 302]
    assert Area.objects.count() == 1


def test_only_officers_draw_and_delete(client):
    area = make_area()
    for person in (make_surveyor(), make_reviewer()):
        assert area.name in signed_in(person).get(ADDRESS).content.decode()
        assert send(signed_in(person)).status_code == 404
        assert signed_in(person).post(f"{ADDRESS}{area.key}/delete/").status_code == 404
    assert signed_in(make_user()).get(ADDRESS).status_code == 404
    assert client.get(ADDRESS).status_code == 302
    assert signed_in(make_officer()).get(f"{ADDRESS}{area.key}/delete/").status_code == 405
    assert list(Area.objects.all()) == [area]


def test_what_is_only_reported_stands_in_the_area_and_is_not_counted_as_vacant():
    make_area(ring=[[27.04, 57.42], [27.04, 57.43], [27.05, 57.43]])
    make_unit(latitude=57.428, longitude=27.042)
    make_unit(latitude=57.428, longitude=27.042, record_state=RecordState.REPORTED, is_published=False)
    assert [(line.count, line.vacant) for line in area_lines(today())] == [(2, 1)]
