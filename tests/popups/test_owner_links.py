"""The link that opens an owner's own page: what it opens, when it does not, and how it travels."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import LetterKind
from popups.letters import send_waiting
from popups.lifecycle.owner_page import send_link
from popups.models import Letter
from popups.views.staff import owner_links
from tests import make
from tests.concurrency.waiting import PATIENCE, until_somebody_waits
from tests.popups.asking import references, signed_in
from tests.popups.owners import EMAIL, PAGE, enter, inside
from vacancies.lifecycle.owner_page import make_link, revoke_link
from vacancies.lifecycle.owners import delete_owner, merge_owners
from vacancies.lifecycle.units import set_owner
from vacancies.models import Owner, OwnerLink, Talk, Unit
from vacancies.views.staff import owner_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Owner:
    return make.make_owner(name="SIA Plantētā māja", email=EMAIL)


@pytest.fixture
def unit(owner) -> Unit:
    return make.make_unit(owner=owner)


# The link

def test_a_link_opens_the_page_and_leaves_the_address(owner, unit, client):
    secret = make_link(owner=owner, by=make.make_officer())
    response = client.get(enter(secret))
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    page = client.get(PAGE)
    assert references(page) == [unit.reference]
    assert secret not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


def test_only_the_digest_of_the_secret_is_kept(owner):
    secret = make_link(owner=owner, by=make.make_officer())
    link = OwnerLink.objects.get()
    kept = " ".join(str(getattr(link, field.attname)) for field in link._meta.concrete_fields)
    assert secret not in kept
    assert link.secret == secret


def test_a_link_dies_with_the_key_of_the_installation(owner, settings):
    make_link(owner=owner, by=make.make_officer())
    settings.SECRET_KEY = "another"
    assert OwnerLink.objects.get().secret == ""


def test_opening_changes_nothing_but_when_it_was_opened(owner, unit, client):
    secret = make_link(owner=owner, by=make.make_officer())
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    for method in (client.head, client.get):
        assert method(enter(secret)).status_code == 302
    offer.refresh_from_db()
    assert offer.owner_agreed_on is None
    link = OwnerLink.objects.get()
    assert link.last_used_at is not None
    assert link.revoked_at is None


def test_a_link_cannot_be_opened_by_sending(owner, client):
    assert client.post(enter(make_link(owner=owner, by=make.make_officer()))).status_code == 405


def _expired(owner: Owner) -> str:
    return make_link(owner=owner, by=make.make_officer(), days=-1)


def _revoked(owner: Owner) -> str:
    secret = make_link(owner=owner, by=make.make_officer())
    revoke_link(owner=owner, by=make.make_officer())
    return secret


def _replaced(owner: Owner) -> str:
    secret = make_link(owner=owner, by=make.make_officer())
    make_link(owner=owner, by=make.make_officer())
    return secret


def _guessed(owner: Owner) -> str:
    return "0" * 32


def _from_a_kept_letter(owner: Owner) -> str:
    make_link(owner=owner, by=make.make_officer())
    return f"link-{OwnerLink.objects.get().pk}"


def _digest(owner: Owner) -> str:
    make_link(owner=owner, by=make.make_officer())
    return OwnerLink.objects.get().digest


@pytest.mark.parametrize("secret_of", [_expired, _revoked, _replaced, _guessed, _from_a_kept_letter, _digest])
def test_a_link_that_does_not_work_says_whom_to_write_to(owner, unit, client, secret_of):
    response = client.get(enter(secret_of(owner)))
    assert response.status_code == 404
    page = response.content.decode()
    assert 'id="shut"' in page
    assert f"mailto:{settings.OFFICE_EMAIL}" in page
    assert owner.name not in page
    assert client.get(PAGE).status_code == 404


def test_a_secret_that_does_not_work_is_not_written_into_the_log(owner, client, caplog):
    secret = _revoked(owner)
    client.get(enter(secret))
    assert secret not in caplog.text
    client.get("/nothing-here/")
    assert "/nothing-here/" in caplog.text, "the log is heard by this test"


def test_a_link_that_is_shut_shuts_the_page_that_is_open(owner, unit):
    client = inside(owner)
    assert client.get(PAGE).status_code == 200
    revoke_link(owner=owner, by=make.make_officer())
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("popups:owner-stop", args=[unit.reference]), {"to": "paused"}).status_code == 404
    assert not Talk.objects.filter(unit=unit).exists()


@pytest.mark.parametrize("page", ["owner", "unit"])
def test_whoever_shuts_the_links_while_two_entries_become_one_shuts_those_that_moved(owner, unit, page, monkeypatch):
    """The page has looked for the owner; then the entry goes into another one, with its links; then they are shut."""
    officer, keep = make.make_officer(), make.make_owner()
    secrets = [make_link(owner=one, by=officer) for one in (owner, keep)]
    views = owner_entry if page == "owner" else owner_links

    def merged_meanwhile(**given):
        merge_owners(keep=keep, drop=owner, by=officer)
        return revoke_link(**given)

    monkeypatch.setattr(views, "revoke_link", merged_meanwhile)
    address = {"owner": reverse("vacancies:owner-shut", args=[owner.pk]), "unit": reverse("popups:owner-link", args=[unit.reference])}[page]
    answer = signed_in(officer).post(address, {"do": "shut"}, follow=True)
    assert answer.redirect_chain
    assert answer.status_code == 200
    assert OwnerLink.objects.count() == 2
    assert [Client().get(enter(secret)).status_code for secret in secrets] == [404, 404]


def test_of_an_owner_who_was_deleted_meanwhile_no_link_is_shut(owner):
    gone = make.make_owner()
    known = Owner.objects.get(pk=gone.pk)
    delete_owner(owner=gone, by=make.make_officer())
    make_link(owner=owner, by=make.make_officer())
    assert revoke_link(owner=known, by=make.make_officer()) == 0
    assert revoke_link(owner=owner, by=make.make_officer()) == 1


@pytest.mark.postgres  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_shutting_the_links_waits_for_a_merge_that_has_begun(owner):
    officer, keep = make.make_officer(), make.make_owner()
    secret = make_link(owner=owner, by=officer)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            merge_owners(keep=keep, drop=owner, by=officer)
            shut = pool.submit(_in_a_connection_of_its_own, owner, officer)
            until_somebody_waits()
        assert shut.result(PATIENCE) == 1
    assert Client().get(enter(secret)).status_code == 404


def _in_a_connection_of_its_own(owner, officer):
    try:
        return revoke_link(owner=owner, by=officer)
    finally:
        connection.close()


def test_links_are_not_opened_without_end(owner, client):
    cache.clear()
    secret = make_link(owner=owner, by=make.make_officer())
    answers = [client.get(enter(secret)).status_code for _ in range(31)]
    assert (set(answers[:30]), answers[30]) == ({302}, 429)
    assert client.get(enter(secret))["Retry-After"]


def test_a_signed_in_officer_who_opens_a_link_stays_signed_in_and_only_looks(owner, unit):
    officer = make.make_officer()
    client = signed_in(officer)
    offer = make.make_offer(unit=unit, owner_agreed_on=None)
    client.get(enter(make_link(owner=owner, by=officer)))
    assert 'id="staff-looks"' in client.get(PAGE).content.decode()
    client.post(reverse("popups:owner-offer", args=[offer.reference]), {"answer": "yes"})
    offer.refresh_from_db()
    assert offer.owner_agreed_on is None
    assert client.get(reverse("popups:staff-today")).status_code == 200


def test_leaving_shuts_the_page_on_this_device(owner, unit):
    client = inside(owner)
    client.post(reverse("popups:owner-leave"))
    assert client.get(PAGE).status_code == 404


def test_nobody_gets_in_without_a_link(owner, unit):
    for client in (Client(), signed_in(make.make_user()), signed_in(make.make_officer())):
        assert client.get(PAGE).status_code == 404
        assert client.get(reverse("popups:owner-terms", args=[unit.reference])).status_code == 404


# The letter with the link

def test_the_letter_that_leaves_brings_the_link_and_the_kept_one_does_not(owner, unit, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send_link(owner=owner, unit=unit, by=make.make_officer())
    letter, (sent,) = Letter.objects.get(kind=LetterKind.OWNER_LINK), mail.outbox
    secret = OwnerLink.objects.get().secret
    html = sent.alternatives[0][0]
    assert sent.to == [EMAIL]
    assert enter(secret) in sent.body
    assert enter(secret) in html
    assert secret not in letter.text + letter.html + letter.subject
    kept = re.search(r"/owner/enter/[^/]+/", letter.text)[0]
    assert client.get(kept).status_code == 404, "who reads the kept letter cannot open the page"
    assert client.get(enter(secret)).status_code == 302
    officer_reads = signed_in(make.make_officer()).get(reverse("popups:staff-letter", args=[letter.key])).content.decode()
    assert secret not in officer_reads


def test_a_letter_never_brings_the_link_of_another_owner(owner, unit):
    """Somebody writes the words that stand for a link into a text that is sent to an owner."""
    other = make.make_owner(email="cits@example.org")
    make_link(owner=other, by=make.make_officer())
    title = f"Mans veikals /owner/enter/link-{OwnerLink.objects.get().pk}/"
    application = make.make_application(unit=unit, title=title)
    make.make_offer(unit=unit, application=application, owner_agreed_on=None)
    send_waiting()
    (letter,) = [sent for sent in mail.outbox if sent.to == [EMAIL]]
    assert OwnerLink.objects.get(owner=other).secret not in letter.body + letter.alternatives[0][0]
    assert OwnerLink.objects.get(owner=owner).secret in letter.body


def test_a_letter_to_an_applicant_never_brings_a_link(owner, unit):
    make_link(owner=owner, by=make.make_officer())
    maker = make.make_applicant(user=make.make_user(email=EMAIL))
    title = f"Mans veikals /owner/enter/link-{OwnerLink.objects.get().pk}/"
    make.make_application(applicant=maker, title=title)
    send_waiting()
    assert mail.outbox
    assert all(OwnerLink.objects.get().secret not in sent.body for sent in mail.outbox)


def test_a_question_brings_the_link_that_the_owner_has_already(owner, unit):
    secret = make_link(owner=owner, by=make.make_officer())
    make.make_offer(unit=unit, owner_agreed_on=None)
    assert OwnerLink.objects.get().secret == secret


def test_a_link_that_ends_soon_is_replaced_when_something_is_asked(owner, unit):
    make_link(owner=owner, by=make.make_officer(), days=5)
    make.make_offer(unit=unit, owner_agreed_on=None)
    old, new = OwnerLink.objects.order_by("pk")
    assert old.revoked_at is not None
    assert new.expires_at > timezone.now() + timedelta(days=50)


def test_the_office_is_told_before_that_a_new_link_shuts_the_one_that_works(client):
    unit = make.make_unit(owner=make.make_owner(email="owner@example.org"))
    client.force_login(make.make_officer())
    address = reverse("popups:owner-link", args=[unit.reference])
    assert 'id="shuts-older"' not in client.get(address).content.decode()
    client.post(address, {"do": "show"})
    assert 'id="shuts-older"' in client.get(address).content.decode()


@contextmanager
def just_before(table, deed):
    """Somebody else does something right before the first question that goes to this table alone."""
    waiting = [deed]

    def watch(execute, sql, params, many, context):
        if waiting and re.match(rf'SELECT .* FROM "{table}" WHERE', sql):
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert not waiting, "it came to that"


def _removed(owner, unit, officer):
    set_owner(unit=unit, owner=None, by=officer)
    delete_owner(owner=owner, by=officer)


def _merged(owner, unit, officer):
    merge_owners(keep=make.make_owner(), drop=owner, by=officer)


@pytest.mark.parametrize("do", ["show", "send"])
@pytest.mark.parametrize("gone", [_removed, _merged])
def test_a_link_for_an_owner_who_is_gone_at_this_moment_is_not_found(owner, unit, do, gone):
    officer = make.make_officer()
    client, address = signed_in(officer), reverse("popups:owner-link", args=[unit.reference])
    with just_before("vacancies_owner", partial(gone, owner, unit, officer)):
        assert client.post(address, {"do": do}).status_code == 404
    assert not OwnerLink.objects.exists()
    assert client.post(address, {"do": do}).status_code in {200, 302}
