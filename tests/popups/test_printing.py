"""Letters to people without an e-mail: on Today until they are posted, printed all on one page, ticked off and taken back."""

import re

import pytest
from django.urls import reverse

from popups.models import Letter
from popups.reports.needs import needs_of
from tests.make import make_application, make_offer, make_officer, make_reviewer, make_surveyor, make_user, today
from tests.popups.asking import queries_of, signed_in
from tests.popups.on_paper import make_on_paper
from vacancies.choices import Role

pytestmark = pytest.mark.django_db
PRINT, POSTED = "/staff/letters/print/", "/staff/letters/posted/"


def make_paper_letter(name: str = "Papīra Anna") -> Letter:
    return make_on_paper(name=name).letters.get()


def on_today() -> list[str]:
    return [need.href for group in needs_of([Role.OFFICER], today()) if group.code == "print" for need in group.needs]


def shown(client) -> list[str]:
    return re.findall(r'<li data-key="([^"]+)"', client.get(PRINT).content.decode())


def test_a_letter_stands_on_today_until_it_is_posted_and_again_when_that_is_taken_back():
    letter, officer = make_paper_letter(), signed_in(make_officer())
    page = reverse("popups:staff-letter", args=[letter.key])
    assert on_today() == [page]
    answer = officer.post(POSTED, {"key": letter.key}, follow=True)
    assert on_today() == []
    assert shown(officer) == []
    undo = re.search(r'action="([^"]*/posted/undo/[^"]*)"', answer.content.decode())
    assert undo, "the answer has a button that takes it back"
    for _twice in range(2):
        officer.post(undo.group(1).replace("&amp;", "&"))
        assert on_today() == [page]
        assert shown(officer) == [letter.key]


def test_today_leads_to_the_page_that_prints_them_all():
    make_paper_letter()
    assert f'href="{PRINT}"' in signed_in(make_officer()).get("/staff/").content.decode()


def test_all_of_them_stand_on_one_page_the_oldest_first_each_with_its_text_and_its_language():
    first, second = make_paper_letter("Pirmā"), make_paper_letter("Otrā")
    e_mail = make_application().letters.get()
    text = signed_in(make_officer()).get(PRINT).content.decode()
    assert re.findall(r'class="sheet" id="letter-(\d+)" lang="lv"', text) == [str(first.pk), str(second.pk)]
    assert first.application.reference in text
    assert "Pirmā" in text
    assert e_mail.key not in text


def test_only_what_is_ticked_is_posted():
    first, second = make_paper_letter(), make_paper_letter()
    officer = signed_in(make_officer())
    officer.post(POSTED, {"key": second.key})
    assert shown(officer) == [first.key]


def test_nothing_ticked_is_said_and_nothing_is_posted():
    letter, officer = make_paper_letter(), signed_in(make_officer())
    answer = officer.post(POSTED, follow=True)
    assert ["nothing_chosen" in message.tags for message in answer.context["messages"]] == [True]
    assert shown(officer) == [letter.key]


def test_the_first_time_counts_and_one_that_goes_by_e_mail_is_never_posted():
    letter, officer = make_paper_letter(), signed_in(make_officer())
    e_mail = make_application().letters.get()
    officer.post(POSTED, {"key": [letter.key, e_mail.key]})
    letter.refresh_from_db()
    officer.post(POSTED, {"key": letter.key})
    assert Letter.objects.get(pk=letter.pk).sent_at == letter.sent_at
    assert Letter.objects.get(pk=e_mail.pk).sent_at is None
    sent = make_application().letters.get()
    Letter.objects.filter(pk=sent.pk).update(sent_at=letter.sent_at)
    officer.post(f"{POSTED}undo/?key={sent.key}")
    assert Letter.objects.get(pk=sent.pk).sent_at is not None


def test_on_its_own_page_it_is_posted_and_taken_back():
    letter, officer = make_paper_letter(), signed_in(make_officer())
    address = reverse("popups:letter-printed", args=[letter.key])
    officer.post(address)
    assert 'name="back"' in officer.get(reverse("popups:staff-letter", args=[letter.key])).content.decode()
    officer.post(address, {"back": "1"})
    assert on_today()


def test_what_was_erased_since_is_not_brought_back():
    letter, officer = make_paper_letter(), signed_in(make_officer())
    officer.post(POSTED, {"key": letter.key})
    Letter.objects.filter(pk=letter.pk).update(text="")
    officer.post(f"{POSTED}undo/?key={letter.key}")
    assert on_today() == []


@pytest.mark.parametrize("make", [make_reviewer, make_surveyor, make_user])
def test_nobody_else_reads_or_ticks_them(make):
    letter, client = make_paper_letter(), signed_in(make())
    assert client.get(PRINT).status_code == 404
    assert client.post(POSTED, {"key": letter.key}).status_code == 404
    assert client.post(f"{POSTED}undo/?key={letter.key}").status_code == 404
    assert Letter.objects.get(pk=letter.pk).sent_at is None


def test_one_and_thirty_letters_cost_the_same():
    officer = signed_in(make_officer())
    make_paper_letter()
    page, day = queries_of(officer, PRINT), queries_of(officer, "/staff/")
    for _ in range(29):
        make_paper_letter()
    assert queries_of(officer, PRINT) == page
    assert queries_of(officer, "/staff/") == day
    assert len(shown(officer)) == 30


def test_an_offer_to_somebody_on_paper_is_printed_too():
    application = make_paper_letter().application
    make_offer(application=application)
    assert len(shown(signed_in(make_officer()))) == 2
