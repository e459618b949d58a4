"""What an attacker of calls, applying, the group and wishes for e-mails found, so that it stays mended."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from popups.choices import LetterKind
from popups.forms import from_people
from popups.forms.from_people import stamp_of_now
from popups.letters import Addressee, send_waiting, write_letter
from popups.lifecycle.claiming import begin_draft, claim_draft
from popups.lifecycle.co_applicants import add_co_applicant, remind_co_applicant, remove_co_applicant, unanswered
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.stripping import strip_application
from popups.models import Applicant, Application, CoApplicant, Letter
from popups.rules.co_applicants import MOST_BY_ONE, MOST_TO_ONE
from popups.rules.retention import ERASED
from popups.rules.reviewing import is_near
from tests.make import make_applicant, make_application, make_call, make_officer, make_reviewer, make_user
from tests.popups.asking import signed_in
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
VICTIM = "upuris@example.org"


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


def asked(**fields):
    return Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ASKED, **fields)


def a_day_goes_by():
    Letter.objects.update(written_at=timezone.now() - timedelta(hours=25))


def test_naming_and_removing_somebody_again_and_again_does_not_flood_them():
    draft = make_application(status="draft")
    client, address = signed_in(draft.applicant.user), f"/apply/{draft.reference}/together/"
    for _time in range(MOST_TO_ONE):
        assert client.post(address, {"name": "Z", "email": VICTIM}).status_code == 302
        client.post(f"{address}{draft.co_applicants.get().pk}/remove/")
    assert client.post(address, {"name": "Z", "email": VICTIM}).status_code == 422
    assert asked(to_email=VICTIM).count() == MOST_TO_ONE
    a_day_goes_by()
    assert client.post(address, {"name": "Z", "email": VICTIM}).status_code == 302


def test_one_applicant_does_not_make_the_town_write_to_a_whole_list_of_addresses():
    draft = make_application(status="draft")
    by = draft.applicant.user
    for number in range(MOST_BY_ONE):
        row = add_co_applicant(application=draft, name="Z", email=f"z{number}@example.org", by=by)
        remove_co_applicant(row=row, by=by)
    with pytest.raises(Refused) as refused:
        add_co_applicant(application=draft, name="Z", email="next@example.org", by=by)
    assert refused.value.codes == ["asked_often"]


def test_drafts_that_are_claimed_do_not_flood_somebody_either_and_the_last_is_asked_another_day():
    by = make_user()
    for _number in range(MOST_TO_ONE + 1):
        draft = begin_draft(kind="maker")
        add_co_applicant(application=draft, name="Z", email=VICTIM, by=None)
        claim_draft(application=draft, by=by)
    assert asked(to_email=VICTIM).count() == MOST_TO_ONE
    [waiting] = CoApplicant.objects.filter(invited_at=None)
    assert list(unanswered(timezone.now())) == [waiting]
    assert not remind_co_applicant(row=waiting)
    a_day_goes_by()
    assert remind_co_applicant(row=waiting)
    waiting.refresh_from_db()
    assert waiting.invited_at
    assert not unanswered(timezone.now())


def test_of_a_draft_of_nobody_nobody_is_asked_by_the_clock():
    add_co_applicant(application=begin_draft(kind="maker"), name="Z", email=VICTIM, by=None)
    assert not unanswered(timezone.now())


def test_a_co_applicant_who_changes_their_mind_without_end_does_not_flood_the_applicant():
    draft = make_application(status="draft")
    row = add_co_applicant(application=draft, name="Z", email=VICTIM, by=draft.applicant.user)
    for number in range(30):
        Client().post(f"/together/{row.key}/", {"answer": "yes" if number % 2 else "no"})
    assert Letter.objects.filter(kind=LetterKind.CO_APPLICANT_ANSWERED).count() == 10


def test_a_letter_to_an_unproved_address_tells_no_word_that_a_stranger_wrote(monkeypatch):
    stamp = stamp_of_now()
    monkeypatch.setattr(from_people, "LEAST_SECONDS", 0)
    query = urlencode({"q": "Laimests laimests.example", "area_min": "77"})
    assert Client().post(f"/alerts/new/?{query}", {"email": VICTIM, "stamp": stamp, "website": ""}).status_code == 302
    send_waiting()
    [letter] = [letter for letter in mail.outbox if letter.to == [VICTIM]]
    html = letter.alternatives[0][0]
    assert "77" in letter.body
    assert "aimests" not in letter.body + html + letter.subject


def test_the_code_for_another_address_cannot_be_guessed_by_requests_that_forget_their_tries():
    """The tries are counted in the session, and requests sent at the same moment all read the same session."""
    person = make_applicant().user
    client = signed_in(person)
    client.post("/my/data/address/", {"email": "new@example.org"})
    code = re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1]
    wrong, kept = f"{(int(code) + 1) % 10**6:06}", client.session["moving_address"]
    for _number in range(10):
        client.post("/my/data/address/code/", {"code": wrong})
        session = client.session
        session["moving_address"] = kept
        session.save()
    assert client.post("/my/data/address/code/", {"code": code})["Location"] == "/my/data/address/"
    person.refresh_from_db()
    assert person.email != "new@example.org"


def test_an_applicant_cannot_choose_their_judges_by_naming_the_others_as_co_applicants():
    reviewer, draft = make_reviewer(), make_application(status="draft", call=make_call())
    row = add_co_applicant(application=draft, name="Z", email=reviewer.email.upper(), by=draft.applicant.user)
    assert is_near(draft, reviewer), "until the answer is there"
    signed_in(make_reviewer()).post(f"/together/{row.key}/", {"answer": "no"})
    assert is_near(draft, reviewer), "others of the staff only look"
    assert signed_in(reviewer).post(f"/together/{row.key}/", {"answer": "no"}).status_code == 302
    assert not is_near(draft, reviewer)
    signed_in(reviewer).post(f"/together/{row.key}/", {"answer": "yes"})
    assert is_near(draft, reviewer)


def test_a_nul_in_what_an_applicant_writes_about_requested_changes_is_left_out():
    """PostgreSQL cannot hold the character."""
    application = make_application(status="changes_requested")
    client = signed_in(application.applicant.user)
    answer = client.post(f"/apply/{application.reference}/check/", {"answer": "Now it is there\0"})
    assert answer.status_code == 302
    assert [message.text for message in application.messages.all()] == ["Now it is there"]


@pytest.mark.parametrize(("address", "sent"), [
    ("ranking/shortlist/", {"a": "\0"}), ("ranking/shortlist/undo/", {"a": "A-\0"}), ("assign/", {"how": "by_hand", "a": "\0"}),
    ("decide/many/", {"a": "\0"}), ("reserve/", {"a": "\0", "to": "1"}), ("reserve/", {"a": "\0", "to": "²"}), ("assign/", {"take_back": "²"})])
def test_a_nul_among_what_officers_tick_names_nothing(address, sent):
    call, officer = make_call(), signed_in(make_officer())
    make_application(call=call)
    assert officer.post(f"/staff/calls/{call.reference}/{address}", sent).status_code in (302, 404, 422)


@pytest.mark.parametrize("address", ["/staff/letters/posted/", "/staff/letters/posted/undo/?key=%01", "/staff/letters/print/"])
def test_a_nul_among_letters_to_print_names_nothing(address):
    assert signed_in(make_officer()).post(address, {"key": "\0"}).status_code in (302, 404, 405)


def test_a_cookie_with_a_nul_in_it_is_no_accident():
    """Cookies may spell any character in octal; the key of a session is looked up in the database."""
    for name in ("sessionid", "voter", "scheme", "django_language"):
        answer = Client(headers={"cookie": f'{name}="\\000abcdefghij"'}).get("/my/")
        assert answer.status_code == 302, name


def test_whoever_calls_themselves_like_the_town_empties_no_letter_of_others_by_erasing_their_data():
    person = make_applicant(name="Skatlogs", contact_name=settings.TOWN_NAME).user
    others = [write_letter(kind, to=Addressee("saimniece@example.org", "lv"), key=kind.value, context={"alert": None, "href": "/units/"})
              for kind in (LetterKind.ALERT_CONFIRM, LetterKind.REVIEW_ASKED)]
    Letter.objects.update(sent_at=timezone.now(), text=f"Skatlogs {settings.TOWN_NAME}")
    erase_person(user=person, by=person)
    assert {Letter.objects.get(pk=letter.pk).text for letter in others} == {f"Skatlogs {settings.TOWN_NAME}"}


def test_whoever_calls_themselves_like_nobody_is_not_given_the_applications_of_the_erased():
    draft, application = begin_draft(kind="maker"), make_application(applicant=make_applicant(kind="maker"), status="withdrawn")
    Applicant.objects.filter(pk=draft.applicant_id).update(name=ERASED)
    strip_application(application=application, by=None)
    stranger = make_user()
    claim_draft(application=Application.objects.get(pk=draft.pk), by=stranger)
    assert list(Application.objects.of_user(stranger)) == [draft]
