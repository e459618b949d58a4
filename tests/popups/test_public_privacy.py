"""No public answer holds anything of an owner, an applicant, or of what is not released."""

import pytest
import time_machine
from django.test import Client

from popups.choices import EventKind, EventStatus, OfferStatus
from popups.models import Comment
from tests.make import (
    at,
    days,
    make_applicant,
    make_application,
    make_current_tenancy,
    make_event,
    make_offer,
    make_officer,
    make_owner,
    make_shop,
    make_unit,
    make_user,
)
from tests.vacancies.pictures import encoded, make_image, upload
from vacancies.lifecycle.photos import add_photo, release_photo
from vacancies.models import FieldVisit

pytestmark = pytest.mark.django_db
SECRETS = ("Slepenais Īpašnieks", "īpašnieka kontakts", "ipasnieks@slepens.example", "+371 20000001", "Atslēga pie kaimiņa",
           "Profils Noslēpums", "Kontakts Noslēpums", "pretendents@slepens.example", "+371 20000002", "40003000001",
           "iekšējs komentārs", "Slepenā telpa", "neizlaista bilde", "apsekotāja piezīme", "vēstule pretendentam",
           "Priekšlikuma nosaukums", "REG-17", "Iesnieguma apraksts")


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    officer = make_officer()
    owner = make_owner(name=SECRETS[0], contact_name=SECRETS[1], email=SECRETS[2], phone=SECRETS[3])
    fields = {"owner": owner, "internal_note": SECRETS[4], "own_number": "REG-17"}
    unit = make_unit(name="Māla māja", **fields)
    for number, text in enumerate(("logs ielas pusē", "neizlaista bilde")):
        photo = add_photo(unit=unit, file=upload(encoded(make_image(640 + number))), alt_text=text, by=officer)
        if number == 0:
            release_photo(photo=photo, by=officer)
    secret = make_unit(name="Slepenā telpa", is_published=False)
    FieldVisit.objects.create(unit=unit, seen_on=days(-1), seen="empty", note="apsekotāja piezīme", by=officer)
    user = make_user(email=SECRETS[7], first_name="Noslēpums")
    applicant = make_applicant(user=user, name=SECRETS[5], contact_name=SECRETS[6], phone=SECRETS[8], registration_number=SECRETS[9])
    application = make_application(applicant=applicant, unit=unit, title="Priekšlikuma nosaukums", description="Iesnieguma apraksts")
    Comment.objects.create(application=application, by=officer, text="iekšējs komentārs")
    make_offer(status=OfferStatus.OPEN, application=application, unit=unit, start=days(80), end=days(90), message="vēstule pretendentam")
    make_current_tenancy(unit=unit)
    make_current_tenancy(unit=secret)
    make_shop(unit=secret)
    with time_machine.travel(at(days(0), 12), tick=False):  # so that tonight is still to come
        make_event(unit=unit, status=EventStatus.CONFIRMED, kind=EventKind.WORKSHOP, starts_at=at(days(0), 23), performer=applicant)
        make_event(unit=secret, status=EventStatus.CONFIRMED, starts_at=at(days(1), 18))
        yield unit, secret


def every_public_answer(unit):
    client = Client()
    asked = f"first_day={days(70)}&last_day={days(85)}"
    addresses = ["/", "/units/", f"/units/?{asked}", "/units/?q=zzz&rent_max=1", "/units/points.json", "/shops/", "/shops/?when=week",
                 "/shops/points.json", "/programme/", unit.get_absolute_url(), f"{unit.get_absolute_url()}?{asked}",
                 "/own-a-space/", "/privacy/", "/accessibility/"]
    for address in addresses:
        for language in ("lv", "en", "de"):
            response = client.get(address, headers={"accept-language": language})
            assert response.status_code == 200, address
            yield address, response.content.decode() + str(response.headers)


def test_no_public_answer_gives_away_what_is_private(town):
    unit, secret = town
    answers = list(every_public_answer(unit))
    everything = "".join(text for _address, text in answers)
    assert "Māla māja" in everything
    assert "logs ielas pusē" in everything, "there was something to see"
    for word in (*SECRETS, secret.reference):
        escaped = word.encode("ascii", "backslashreplace").decode()
        assert [address for address, text in answers if word in text or escaped in text] == [], word


def test_what_is_private_is_not_found_by_searching_for_it(town):
    for words in ("Slepenais", "kaimiņa", "Profils", "Slepenā", "Noslēpums"):
        assert Client().get("/units/", {"q": words}).context["count"] == 0, words


def test_an_internal_photo_and_the_page_of_an_unpublished_unit_do_not_exist(town):
    unit, secret = town
    hidden = unit.photos.get(released_at=None)
    assert [Client().get(address).status_code for address in (hidden.small_url, secret.get_absolute_url())] == [404, 404]
