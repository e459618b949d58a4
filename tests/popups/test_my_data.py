"""My data: taken along, corrected, moved to another address, erased."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, Outcome, Verb
from popups.feeds.archive import zipped
from popups.models import Application, Decision, Erasure, Review, User
from popups.rules.retention import KINDS
from popups.views.applicant.moving_address import KEPT
from tests.make import (
    make_applicant,
    make_application,
    make_call,
    make_current_tenancy,
    make_officer,
    make_reviewer,
    make_user,
)
from tests.popups.erasing import EMAIL, NAME, make_person, make_story

pytestmark = pytest.mark.django_db
NEW = "jauna@zvirbule.example"


def page(name: str, *args: str) -> str:
    return reverse(f"popups:{name}", args=args)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person(client):
    person = make_person()
    client.force_login(person.user)
    return person


def downloaded(client) -> tuple[dict, zipfile.ZipFile]:
    response = client.get(page("my-data-download"))
    assert response.streaming
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    return json.loads(archive.read("data.json")), archive


# --- taken along ------------------------------------------------------------------------------------------------


def test_the_copy_holds_what_was_written_and_the_papers_as_they_came(client, person):
    application = make_story(person, ApplicationStatus.NOT_SELECTED)
    told, archive = downloaded(client)
    assert told["account"]["email"] == EMAIL
    assert told["profiles"][0]["name"] == NAME
    [mine] = told["applications"]
    assert mine["reference"] == application.reference
    assert mine["description"] == application.description
    assert [message["text"] for message in mine["messages"]] == ["Sveiki, Zvirbule!", "Te Zvirbule."]
    assert mine["decision"]["note"] == application.decision_note
    assert mine["co_applicants"][0]["email"] == "brother@zvirbule.example"
    assert told["letters"]
    assert archive.read(mine["papers"][0]["file"]) == b"%PDF"


def test_the_copy_names_nobody_of_the_staff_and_nobody_elses_things(client, person):
    officer = make_officer(first_name="Ināra", last_name="Ozola")
    other = make_application(title="Svešs")
    make_application(applicant=person, officer=officer, status=ApplicationStatus.NOT_SELECTED)
    make_story(person)
    text = json.dumps(downloaded(client)[0], ensure_ascii=False)
    for unsaid in ("Ozola", officer.email, other.reference, "Svešs", "Zvirbuli pazīstu."):
        assert unsaid not in text


def test_nothing_of_a_pending_decision_is_in_the_copy(client, person):
    call, officer = make_call(days_left=-3), make_officer()
    application = make_application(applicant=person, call=make_call())
    Application.objects.filter(pk=application.pk).update(call=call)
    Decision.objects.create(application=application, call=call, outcome=Outcome.RESERVE, reserve_position=7, note="Gaidiet!", at=timezone.now(), by=officer)
    Review.objects.create(application=application, reviewer=make_reviewer(), comment="Vērtētāja teikums", submitted_at=timezone.now())
    [mine] = downloaded(client)[0]["applications"]
    assert (mine["decision"], mine["reviews"]) == (None, [])
    type(call).objects.filter(pk=call.pk).update(decided_at=timezone.now(), decided_by=officer, results_sent_at=timezone.now(), results_sent_by=officer)
    Decision.objects.update(told_at=timezone.now())
    [mine] = downloaded(client)[0]["applications"]
    assert mine["decision"]["reserve_position"] == 7
    assert mine["reviews"][0]["comment"] == "Vērtētāja teikums"


def test_the_archive_is_made_piece_by_piece():
    asked = []

    def pieces():
        for number in range(3):
            asked.append(number)
            yield bytes([number]) * 100_000

    sent = zipped([("a.bin", pieces())])
    next(sent)
    assert asked == [0]
    assert zipfile.ZipFile(io.BytesIO(b"".join([*zipped([("a.bin", pieces())])]))).read("a.bin")[:1] == b"\0"


def test_a_paper_whose_file_is_lost_does_not_break_the_copy(client, person):
    paper = make_story(person).papers.get()
    default_storage.delete(paper.stored_name)
    told, archive = downloaded(client)
    assert archive.read(told["applications"][0]["papers"][0]["file"]) == b""


def test_the_copy_costs_the_same_with_one_and_with_thirty_applications(client, person, django_assert_max_num_queries):
    counts = []
    for rows in (1, 30):
        while Application.objects.count() < rows:
            make_application(applicant=person)
        with django_assert_max_num_queries(60) as asked:
            assert len(downloaded(client)[0]["applications"]) == rows
        counts.append(len(asked) - rows)  # the story of each is a question of its own
    assert counts[0] == counts[1]


# --- corrected --------------------------------------------------------------------------------------------------


def test_a_profile_is_corrected_and_the_office_finds_it_by_the_new_name(client, person):
    application = make_application(applicant=person)
    typed = {"name": "Žubītes keramika", "contact_name": "Zaiga", "phone": "", "registration_number": "", "website": "", "about": ""}
    assert client.post(page("my-profile", "maker"), typed).url == page("my-data")
    person.refresh_from_db()
    assert (person.name, person.contact_name, person.phone) == ("Žubītes keramika", "Zaiga", "")
    application.refresh_from_db()
    assert "zubites" in application.search_text
    client.post(page("my-profile", "maker"), typed)
    assert application.history.filter(verb=Verb.PROFILE_CORRECTED).count() == 1, "nothing was changed the second time"
    refused = client.post(page("my-profile", "maker"), typed | {"name": " ", "contact_name": "Palika"})
    assert refused.status_code == 422
    assert "Palika" in refused.content.decode()


def test_a_profile_that_one_has_not_does_not_exist(client, person):
    make_applicant(kind="ngo")
    for kind in ("ngo", "nonsense"):
        assert client.get(page("my-profile", kind)).status_code == 404


def test_the_language_of_letters_is_chosen(client, person):
    client.post(page("my-language"), {"language": "de"})
    client.post(page("my-language"), {"language": "xx"})
    person.user.refresh_from_db()
    assert person.user.language == "de"


# --- another address --------------------------------------------------------------------------------------------


def code_sent() -> str:
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)[0]


def test_another_address_is_taken_only_with_the_code_and_the_old_one_is_told(client, person):
    assert client.post(page("address-move"), {"email": NEW.upper()}).url == page("address-code")
    assert mail.outbox[-1].to == [NEW]
    wrong = "000000" if code_sent() != "000000" else "111111"
    assert client.post(page("address-code"), {"code": wrong}).status_code == 422
    person.user.refresh_from_db()
    assert person.user.email == EMAIL
    assert client.post(page("address-code"), {"code": code_sent()}).url == page("my-data")
    person.user.refresh_from_db()
    assert person.user.email == NEW
    assert mail.outbox[-1].to == [EMAIL]
    assert client.get(page("my-data")).status_code == 200, "still signed in"


def test_three_wrong_codes_and_the_right_one_is_worth_nothing(client, person):
    client.post(page("address-move"), {"email": NEW})
    code = code_sent()
    for number in range(3):
        client.post(page("address-code"), {"code": f"{(int(code) + number + 1) % 1_000_000:06}"})
    assert client.post(page("address-code"), {"code": code}).url == page("address-move")
    assert not User.objects.filter(email=NEW).exists()


def test_a_code_works_for_a_quarter_of_an_hour_and_for_the_person_who_asked(client, person):
    client.post(page("address-move"), {"email": NEW})
    code = code_sent()
    session = client.session
    session[KEPT] = {**session[KEPT], "at": (timezone.now() - timedelta(seconds=django_settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT + 1)).isoformat()}
    session.save()
    assert client.post(page("address-code"), {"code": code}).url == page("address-move")
    session[KEPT] = {**session[KEPT], "at": timezone.now().isoformat(), "user": make_user().pk}
    session.save()
    assert client.post(page("address-code"), {"code": code}).url == page("address-move")


def test_an_address_with_an_account_of_its_own_is_not_told_before_it_is_proved_and_never_taken(client, person):
    make_user(email=NEW)
    assert client.post(page("address-move"), {"email": NEW}).url == page("address-code")
    response = client.post(page("address-code"), {"code": code_sent()})
    assert response.status_code == 422
    assert response.context["form"].has_error("__all__", "email_taken")
    person.user.refresh_from_db()
    assert person.user.email == EMAIL


# --- erased -----------------------------------------------------------------------------------------------------


def test_what_stays_is_shown_before_with_its_day_and_it_needs_a_tick(client, person):
    make_story(person, ApplicationStatus.NOT_SELECTED)
    html = client.get(page("my-data-erase")).content.decode()
    assert 'data-why="decision"' in html
    assert client.post(page("my-data-erase")).status_code == 422
    assert not Erasure.objects.exists()
    assert client.post(page("my-data-erase"), {"is_sure": "on"}).url == page("home")
    assert Erasure.objects.get().why == "asked"
    assert client.get(page("my-page")).status_code == 302


def test_where_a_tenancy_runs_there_is_no_button(client, person):
    make_current_tenancy(application=make_application(applicant=person))
    response = client.get(page("my-data-erase"))
    assert [problem.code for problem in response.context["problems"]] == ["has_tenancy"]
    assert b"is_sure" not in response.content
    assert client.post(page("my-data-erase"), {"is_sure": "on"}).status_code == 422
    assert User.objects.filter(email=EMAIL).exists()


# --- how long ---------------------------------------------------------------------------------------------------


def test_every_figure_on_the_privacy_page_is_the_setting(client, settings):
    for number, kind in enumerate(KINDS):
        setattr(settings, kind.setting, 401 + number)
    html = client.get(page("privacy")).content.decode()
    for number, _kind in enumerate(KINDS):
        assert str(401 + number) in html


def test_every_setting_of_days_is_in_the_handbook():
    handbook = (django_settings.BASE_DIR / "docs/operations.md").read_text()
    for kind in KINDS:
        line = next(line for line in handbook.splitlines() if f"`SKATLOGS_{kind.setting}`" in line)
        assert f"({kind.days}" in line
