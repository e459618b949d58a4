"""Applying without signing in: kept in one browser, then claimed by an e-mail, or gone after a month."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, Verb
from popups.lifecycle.applications import withdraw_application
from popups.lifecycle.claiming import begin_draft, claim_draft, drop_draft
from popups.lifecycle.papers import add_papers
from popups.models import Applicant, Application, History, Paper
from popups.tick import forget_drafts
from popups.work import Work
from tests.make import (
    make_applicant,
    make_application,
    make_call,
    make_event,
    make_officer,
    make_reviewer,
    make_surveyor,
    make_unit,
    make_user,
    today,
)
from tests.popups.applying import WHAT, WHO, fill, page_of
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
START, SIGN_IN, CODE = "/apply/", "/sign-in/", "/accounts/login/code/confirm/"
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def begin(client, **said) -> Application:
    client.post(START, {"kind": "maker"} | said)
    return Application.objects.get()


def claim(client, draft, email="maker@example.org"):
    client.post(SIGN_IN, {"email": email, "next": page_of(draft, "check"), "claim": draft.reference})
    return client.post(CODE, {"code": re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1]})


def paper_of(draft) -> Paper:
    return add_papers(application=draft, files=[SimpleUploadedFile("a.pdf", PDF)], kind="other", by=None)[0]


def test_somebody_begins_without_signing_in_and_comes_to_the_first_step(client):
    unit = make_unit()
    answer = client.post(START, {"kind": "maker", "unit": unit.reference})
    draft = Application.objects.get()
    assert answer.url == page_of(draft, "who")
    assert draft.applicant.user is None
    assert [wish.unit for wish in draft.wishes.all()] == [unit]
    assert client.get(answer.url).status_code == 200


def test_a_draft_of_nobody_is_filled_in_page_by_page(client):
    draft = begin(client)
    fill(client, draft)
    draft.refresh_from_db()
    assert draft.title == WHAT["title"]
    assert draft.applicant.name == WHO["name"]
    page = client.get(page_of(draft, "check"))
    assert 'id="keep"' in page.content.decode()
    assert 'data-code="' not in page.content.decode()


def test_changing_the_kind_touches_no_other_draft_of_nobody(client):
    other = begin_draft(kind="ngo", by=None)
    draft = Application.objects.exclude(pk=other.pk)
    client.post(START, {"kind": "maker"})
    mine = draft.get()
    client.post(page_of(mine, "who"), WHO | {"kind": "ngo", "name": "Mine", "later": "1"})
    mine.refresh_from_db()
    assert mine.applicant.kind == "ngo"
    assert mine.applicant_id != other.applicant_id
    other.refresh_from_db()
    assert other.applicant.name == ""


def test_nobody_else_reads_a_draft_of_nobody(client):
    draft = begin(client)
    fill(client, draft)
    paper = paper_of(draft)
    addresses = [page_of(draft, step) for step in ("who", "what", "where", "needs", "check")]
    addresses += [reverse("popups:paper-file", args=[paper.key]), reverse("popups:co-applicant-list", args=[draft.reference])]
    assert {client.get(address).status_code for address in addresses} == {200}
    for person in (None, make_user(), make_officer(), make_reviewer(), make_surveyor()):
        stranger = Client()
        if person:
            stranger.force_login(person)
        for address in addresses:
            answer = stranger.get(address)
            assert answer.status_code == 404 or person is None and answer.url.startswith(SIGN_IN), (person, address)
            assert stranger.post(address, WHO | {"name": "Stranger"}).status_code in ({302, 405} if person is None else {404, 405})
    begun_another = Client()
    begun_another.post(START, {"kind": "maker"})
    assert [begun_another.get(address).status_code for address in addresses] == [404] * len(addresses)
    draft.applicant.refresh_from_db()
    assert draft.applicant.name == WHO["name"]


def test_staff_see_no_draft_of_nobody_in_any_list(client):
    draft = begin(client)
    fill(client, draft)
    draft.refresh_from_db()
    assert draft.title == WHAT["title"]
    client.force_login(make_officer())
    for name in ("staff-application-list", "paper-application-list", "staff-history", "staff-today", "repeat-list"):
        assert WHAT["title"] not in client.get(reverse(f"popups:{name}")).content.decode(), name


def test_an_e_mail_claims_the_draft_for_every_device(client):
    draft = begin(client)
    fill(client, draft)
    answer = claim(client, draft)
    assert answer.url == page_of(draft, "check")
    draft.refresh_from_db()
    assert draft.applicant.user.email == "maker@example.org"
    assert draft.claim_key is None
    other_device = Client()
    other_device.force_login(draft.applicant.user)
    assert other_device.get(page_of(draft, "what")).status_code == 200
    assert [line.verb for line in draft.history.order_by("pk")] == [Verb.STARTED, Verb.CLAIMED]


def test_the_claimed_application_can_be_sent(client):
    draft = begin(client)
    fill(client, draft)
    claim(client, draft)
    assert client.post(page_of(draft, "check")).url == reverse("popups:my-application", args=[draft.reference])
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.SUBMITTED


def test_it_is_not_sent_before_it_is_claimed(client):
    draft = begin(client)
    fill(client, draft)
    answer = client.post(page_of(draft, "check"))
    assert answer.status_code == 422
    assert answer.context["refused"].codes == ["not_claimed"]
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.DRAFT


def test_after_it_was_claimed_the_browser_alone_opens_it_no_more(client):
    draft = begin(client)
    key = draft.claim_key
    claim(client, draft)
    client.logout()
    session = client.session
    session["begun_drafts"] = [key]
    session.save()
    assert client.get(page_of(draft, "what")).status_code == 404


def test_signing_in_for_something_else_claims_nothing(client):
    draft = begin(client)
    client.post(SIGN_IN, {"email": "other@example.org"})
    client.post(CODE, {"code": re.search(r"^([0-9]{6})$", mail.outbox[-1].body, re.M)[1]})
    draft.refresh_from_db()
    assert draft.applicant.user is None
    assert draft.claim_key


def test_naming_somebody_elses_draft_while_signing_in_claims_nothing(client):
    draft = begin(Client())
    claim(client, draft, "thief@example.org")
    draft.refresh_from_db()
    assert draft.applicant.user is None


def test_who_is_signed_in_and_sends_the_draft_of_this_browser_makes_it_their_own(client):
    draft = begin(client)
    fill(client, draft)
    session = dict(client.session)
    client.force_login(make_user(email="late@example.org"))
    kept = client.session
    kept["begun_drafts"] = session["begun_drafts"]
    kept.save()
    client.post(page_of(draft, "check"))
    draft.refresh_from_db()
    assert draft.applicant.user.email == "late@example.org"
    assert draft.status == ApplicationStatus.SUBMITTED


def test_what_was_typed_renews_the_profile_that_the_person_has(client):
    person = make_user(email="maker@example.org")
    profile = make_applicant(user=person, name="Old name", phone="20000001", website="https://old.example")
    draft = begin(client)
    client.post(page_of(draft, "who"), {"kind": "maker", "name": "New name", "later": "1"})
    claim(client, draft)
    draft.refresh_from_db()
    profile.refresh_from_db()
    assert draft.applicant == profile
    assert (profile.name, profile.phone, profile.website) == ("New name", "20000001", "https://old.example")
    assert Applicant.objects.filter(user=None).count() == 0


def test_claimed_by_one_it_is_refused_to_another_and_twice_is_harmless():
    draft = begin_draft(kind="maker", by=None)
    first = make_user()
    claim_draft(application=draft, by=first)
    claim_draft(application=draft, by=first)
    with pytest.raises(Refused) as refused:
        claim_draft(application=draft, by=make_user())
    assert refused.value.codes == ["claimed"]
    draft.refresh_from_db()
    assert draft.applicant.user == first
    assert draft.history.filter(verb=Verb.CLAIMED).count() == 1


def test_after_a_month_without_a_touch_the_draft_its_papers_and_its_profile_are_gone(django_capture_on_commit_callbacks, tmp_path):
    old, fresh, claimed = (begin_draft(kind="maker", unit=make_unit(), by=None) for _ in range(3))
    paper = paper_of(old)
    claim_draft(application=claimed, by=make_user())
    Application.objects.filter(pk__in=[old.pk, claimed.pk]).update(updated_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_drafts(today()) == Work(1)
    assert set(Application.objects.all()) == {fresh, claimed}
    assert not Applicant.objects.filter(pk=old.applicant_id).exists()
    assert not default_storage.exists(paper.stored_name)
    assert forget_drafts(today()) == Work(0)


def test_one_draft_that_cannot_go_keeps_no_other_from_going_and_is_named():
    """Its profile promises to perform, which nobody who has not signed in can; whatever it is, the next one goes."""
    drafts = [begin_draft(kind="musician", by=None) for _ in range(3)]
    stuck = drafts[1]
    make_event(performer=stuck.applicant)
    Application.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert forget_drafts(today()) == Work(2, [str(stuck)])
    assert list(Application.objects.all()) == [stuck]


def test_a_draft_is_removed_from_a_computer_that_others_use(client):
    draft = begin(client)
    client.post(reverse("popups:draft-drop", args=[draft.reference]))
    assert not Application.objects.exists()
    assert not History.objects.filter(verb=Verb.STARTED).exists()


@pytest.mark.parametrize(("at", "form"), [
    ("applying", lambda draft: (page_of(draft, "what"), WHAT)),
    ("applying", lambda draft: (page_of(draft, "check"), {})),
    ("co_applicants", lambda draft: (reverse("popups:co-applicant-list", args=[draft.reference]), {"name": "Zane", "email": "zane@example.org"})),
])
def test_what_is_saved_at_the_moment_at_which_the_draft_is_removed_meets_an_unknown_page(client, monkeypatch, at, form):
    client.force_login(make_user())
    draft = begin_draft(kind="maker")

    def just_before(request, reference):
        found = Application.objects.select_related("applicant__user", "call").get(reference=reference)
        drop_draft(application=draft)
        return found

    monkeypatch.setattr(f"popups.views.applicant.{at}.draft_to_fill_in", just_before)
    assert client.post(*form(draft)).status_code == 404


def test_a_storage_that_fails_keeps_no_other_file_of_a_removed_draft(client, monkeypatch, tmp_path, django_capture_on_commit_callbacks):
    draft = begin_draft(kind="maker")
    add_papers(application=draft, files=[SimpleUploadedFile(name, PDF + name.encode()) for name in ("1.pdf", "2.pdf")], kind="other", by=None)
    first, delete = draft.papers.order_by("pk").first().stored_name, default_storage.delete

    def fail_first(name):
        if name == first:
            raise OSError("The disk is away.")
        delete(name)

    monkeypatch.setattr(default_storage, "delete", fail_first)
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_draft(application=draft)
    assert [path.name for path in (tmp_path / "papers").iterdir()] == [first.removeprefix("papers/")], "which the periodic job removes"


def test_a_claimed_application_is_not_removed_by_that_button(client):
    draft = begin(client)
    claim(client, draft)
    client.post(reverse("popups:draft-drop", args=[draft.reference]))
    assert Application.objects.count() == 1


def test_the_door_lists_what_was_begun_in_this_browser_only(client):
    draft = begin(client)
    assert f"/apply/{draft.reference}/" in client.get(START).content.decode()
    assert f"/apply/{draft.reference}/" not in Client().get(START).content.decode()


def test_from_one_address_only_so_many_are_begun(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "begin_draft": "2/h/ip"}
    codes = [Client().post(START, {"kind": "maker"}).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert Application.objects.count() == 2


def test_a_draft_of_a_call_keeps_the_call_when_it_is_claimed():
    call = make_call()
    draft = begin_draft(kind="maker", call=call, by=None)
    claim_draft(application=draft, by=make_user())
    draft.refresh_from_db()
    assert draft.call == call


def test_an_ordinary_application_has_no_claim():
    assert make_application().claim_key is None


def test_a_draft_of_nobody_is_dropped_and_never_withdrawn():
    application = begin_draft(kind="maker")
    with pytest.raises(Refused) as refused:
        withdraw_application(application=application, by=make_officer())
    application.refresh_from_db()
    assert (refused.value.codes, application.status) == (["not_claimed"], "draft")
