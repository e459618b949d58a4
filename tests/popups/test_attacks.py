"""What a tester found by trying to break it, so that it stays mended."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from popups.choices import ApplicationStatus, Use
from popups.lifecycle.offers import make_offer
from popups.lifecycle.permanent import find_permanent_tenant
from popups.models import Offer
from tests import make
from tests.popups.asking import signed_in
from vacancies.models import Shop, Vacancy
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("names", "use"), [(["Room"], Use.WHOLE), (["Front", "Back"], Use.SHARED)])
def test_a_space_that_was_replaced_while_the_offer_was_written_is_not_promised(names, use):
    unit = make.make_unit()
    application, read_before = make.make_application(unit=unit), list(unit.spaces.in_use())
    make.divide(unit, *names)
    with pytest.raises(Refused) as refused:
        make_offer(application=application, unit=unit, spaces=read_before, use=use, start=make.days(1), end=make.days(20),
                   terms=make.make_terms(), by=make.make_officer())
    assert "space_not_here" in {problem.code for problem in refused.value.problems}
    assert not Offer.objects.exists()


def test_an_entry_that_goes_with_its_import_at_the_moment_of_the_offer_is_told_of_in_a_sentence():
    unit, application = make.make_unit(), make.make_application()
    spaces = list(unit.spaces.in_use())
    unit.pk = 10**9
    with pytest.raises(Refused) as refused:
        make_offer(application=application, unit=unit, spaces=spaces, start=make.days(1), end=make.days(20), terms=make.make_terms(),
                   by=make.make_officer())
    assert [problem.code for problem in refused.value.problems] == ["gone"]


@pytest.mark.parametrize("since", [0, 30])
def test_a_permanent_tenant_may_come_on_the_day_on_which_the_unit_fell_empty_or_before(since):
    unit, officer = make.make_unit(is_vacant=False), make.make_officer()
    Vacancy.objects.create(unit=unit, starts_on=make.days(since))
    find_permanent_tenant(unit=unit, name="Maiznīca", moves_in_on=make.today(), by=officer)
    assert Shop.objects.filter(unit=unit).exists()
    assert not unit.vacancies.exists()
    assert Vacancy.history.filter(unit=unit, history_type="-").get().history_user == officer


def test_the_end_of_a_vacancy_by_a_permanent_tenant_says_who_entered_it():
    unit, officer = make.make_unit(), make.make_officer()
    find_permanent_tenant(unit=unit, name="Maiznīca", moves_in_on=make.today(), by=officer)
    vacancy = unit.vacancies.get()
    assert vacancy.ends_on == make.today()
    assert vacancy.history.latest().history_user == officer


NUL_ADDRESSES = ["/units/?q=a%00b", "/units/points.json?street=%00", "/apply/?unit=%00", "/apply/%00/what/", "/papers/%00/",
                 "/my/applications/a%00b/", "/staff/units/%00/", "/staff/letters/%00/", "/staff/units/%00/vacancies/"]


@pytest.mark.parametrize(("charset", "kind"), [("utf8", "maker"), ("utf-7", "maker"), ("iso-8859-1", "ž\xff")])
def test_a_form_that_names_another_encoding_is_read_as_any_other(charset, kind):
    """It was answered by a broken page."""
    client = Client(enforce_csrf_checks=True)
    client.get("/apply/")
    form = urlencode({"kind": kind, "csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    answer = client.post("/apply/", form, content_type=f"application/x-www-form-urlencoded; charset={charset}")
    assert answer.status_code == (302 if kind == "maker" else 422)


@pytest.mark.parametrize("address", NUL_ADDRESSES)
def test_an_address_with_a_nul_in_it_names_nothing(address):
    """On PostgreSQL it reached the database, which cannot hold the character."""
    officer = signed_in(make.make_officer())
    assert officer.get(address).status_code == 404
    assert officer.post(address, {"which": "visit", "once": str(uuid4())}).status_code == 404
    assert officer.get(address)["Content-Security-Policy"]


@pytest.mark.parametrize(("address", "sent", "status"), [
    ("/apply/", {"kind": "maker", "unit": "U-\0"}, 302), ("/apply/", {"unit": "\0"}, 422),
    ("/staff/areas/new/", {"around": "1", "street": "Pils\0"}, 200), ("/staff/duplicates/places/", {"unit": ["U-\0", "U-\0X"]}, 404)])
def test_a_nul_that_is_sent_names_nothing_either(address, sent, status):
    assert signed_in(make.make_officer()).post(address, sent | {"once": str(uuid4())}).status_code == status


@pytest.mark.parametrize("number", ["²", "٣", "-1", "1e9", "99999999999999999999"])
def test_a_strange_page_number_is_the_first_or_the_last_page(number):
    unit, officer = make.make_unit(), signed_in(make.make_officer())
    for address in (f"/staff/units/{unit.reference}/history/", "/staff/shops/"):
        assert officer.get(address, {"page": number}).status_code == 200


def test_papers_that_are_sent_twice_are_kept_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = make.make_application(status=ApplicationStatus.DRAFT)
    client, address = signed_in(draft.applicant.user), f"/apply/{draft.reference}/needs/"
    large = b"%PDF-1.7 " + b"x" * 200_000
    for _press in range(2):
        files = [SimpleUploadedFile("a.pdf", large), SimpleUploadedFile("b.pdf", large[:-1] + b"y")]
        assert client.post(address, {"papers": files, "paper_kind": "other", "add": "1"}).status_code == 302
    assert sorted(draft.papers.values_list("file_name", flat=True)) == ["a.pdf", "b.pdf"]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31.12.9999"])
def test_a_day_in_an_impossible_year_is_refused_at_its_field(day):
    """The day after the last day of all cannot be reckoned with, and was asked for nearly everywhere."""
    tenancy, shop, officer = make.make_tenancy(), make.make_shop(), signed_in(make.make_officer())
    unit, application = make.make_unit(), make.make_application()
    asked = {
        f"/staff/tenancies/{tenancy.reference}/end/": {"last_day": day, "reason": "left_early"},
        f"/staff/units/{unit.reference}/permanent-tenant/": {"name": "Maiznīca", "kind": "shop", "moves_in_on": day},
        f"/staff/units/{unit.reference}/vacancies/": {
            "which": "closed", "closed-reason": "season", "closed-starts_on": make.today(), "closed-last_day": day},
        f"/staff/shops/{shop.reference}/": {"close": "1", "last_day": day},
        f"/staff/applications/{application.reference}/offer/?unit={unit.reference}": {"first_day": day, "last_day": day},
        f"/staff/events/new/?unit={unit.reference}": {"title": "E", "day": day, "starts_at": "10:00", "ends_at": "11:00"},
    }
    assert {address: officer.post(address, data).status_code for address, data in asked.items()} == dict.fromkeys(asked, 422)
    slot = {"unit": unit.reference, "start": "9999-12-30", "end": "9999-12-31"}
    assert officer.get(f"/staff/applications/{application.reference}/offer/", slot).status_code == 200


def test_a_space_with_a_number_longer_than_any_key_is_refused():
    unit, application, officer = make.make_unit(), make.make_application(), signed_in(make.make_officer())
    address = f"/staff/applications/{application.reference}/offer/?unit={unit.reference}"
    assert officer.post(address, {"spaces": ["9" * 23]}).status_code == 422


def test_a_form_with_thousands_of_fields_gets_a_page_that_says_so(client, settings):
    settings.DEBUG = False
    response = client.post("/sign-in/", {f"field{number}": "1" for number in range(1500)})
    assert response.status_code == 400
    assert b'lang="lv"' in response.content
    assert b"plain.css" in response.content
    assert response["Content-Security-Policy"]


def test_who_may_open_the_admin_pages_gets_no_code_even_without_a_role(client):
    make.make_user(email="repair@example.org", is_staff=True)
    assert client.post("/sign-in/", {"email": "repair@example.org"}).status_code == 302
    assert not re.search(r"\b[0-9]{6}\b", mail.outbox[-1].body)
    make.make_user(email="maker@example.org")
    client.post("/sign-in/", {"email": "maker@example.org"})
    assert re.search(r"\b[0-9]{6}\b", mail.outbox[-1].body)
