"""Every kind of letter, in every language, as text and as HTML."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from popups.choices import LetterKind
from popups.letters import write_letter
from popups.models import Letter, Tenancy
from tests.make import make_application, make_event, make_offer, make_officer, make_tenancy, make_unit, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
HOSTILE = "<b onclick=x>Kaķis & Co</b>"


def write(kind: LetterKind, language: str) -> Letter:
    """One letter with everything that a letter of this kind may speak of."""
    tenancy = make_tenancy(unit=make_unit(name=HOSTILE), notice_days=30, deposit_cents=5000, message="Welcome!")
    event = make_event(unit=tenancy.unit)
    to = make_user(language=language)
    return write_letter(kind, to=to, key="one", tenancy=tenancy, context={"event": event, "note": HOSTILE})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_every_kind_is_written_in_every_language_in_text_and_html(kind, language):
    letter = write(kind, language)
    assert letter.subject
    assert "\n" not in letter.subject
    assert letter.html.startswith("<!doctype html>") or "<!doctype html>" in letter.html
    assert f'lang="{language}"' in letter.html
    for unfinished in ("{{", "{%", "None", "  :"):
        assert unfinished not in letter.subject + letter.text + re.sub(r"<style>.*?</style>", "", letter.html, flags=re.S)


@pytest.mark.parametrize("kind", LetterKind)
def test_links_of_a_letter_are_absolute_and_the_same_in_both_forms(kind):
    letter = write(kind, "lv")
    hrefs = re.findall(r'href="([^"]*)"', letter.html)
    assert hrefs
    for href in hrefs:
        assert href.startswith(f"{settings.SITE_URL}/")
        assert len(href) > len(settings.SITE_URL) + 1
        assert href in letter.text


@pytest.mark.parametrize("kind", LetterKind)
def test_what_people_wrote_is_plain_in_text_and_harmless_in_html(kind):
    letter = write(kind, "en")
    assert "<b onclick" not in letter.html
    assert "&lt;" not in letter.text + letter.subject
    assert "&amp;" not in letter.text + letter.subject


def test_a_letter_of_plain_text_has_no_holes():
    letter = write(LetterKind.OFFER_MADE, "en")
    assert "\n\n\n" not in letter.text


def test_an_offer_tells_place_days_cost_and_the_last_day_to_answer():
    offer = make_offer(rent_cents=12000, utilities_cents=3000)
    letter = Letter.objects.get(kind=LetterKind.OFFER_MADE, offer=offer)
    for said in (str(offer.unit), "120,00", "147,95", f"{offer.answer_by_on:%d.%m.%Y.}"):
        assert said in letter.text, said
        assert said in letter.html, said


def test_without_notice_days_no_notice_is_promised():
    offer = make_offer(notice_days=0)
    letter = Letter.objects.get(kind=LetterKind.OFFER_MADE, offer=offer)
    assert not re.search(r"\b0\b dien", letter.text)
    assert " 0 days" not in letter.text


def test_the_answer_reaches_the_officer_who_made_the_offer():
    officer = make_officer()
    yes = make_offer(status="accepted", by=officer)
    no = make_offer(status="declined", by=officer)
    texts = dict(Letter.objects.filter(kind=LetterKind.OFFER_ANSWERED).values_list("offer_id", "text"))
    assert texts.keys() == {yes.pk, no.pk}
    assert texts[yes.pk].split("\n")[2] != texts[no.pk].replace(no.reference, yes.reference).split("\n")[2]


def test_a_refusal_gives_the_reason_and_the_sentence_of_the_officer():
    application = make_application(status="not_selected")
    letter = Letter.objects.get(kind=LetterKind.NOT_SELECTED, application=application)
    assert application.decision_note in letter.text
    assert str(application.get_not_selected_reason_display())
    assert application.reference in letter.text


def test_a_stay_that_never_begins_is_told_otherwise_than_one_that_ends():
    tenancy = make_tenancy()
    person = make_user(language="en")
    ends = write_letter(LetterKind.TENANCY_ENDS, to=person, key="ends", tenancy=tenancy)
    Tenancy.objects.filter(pk=tenancy.pk).update(end=tenancy.start, end_reason="left_early", ended_at=timezone.now())
    tenancy.refresh_from_db()
    never = write_letter(LetterKind.TENANCY_ENDS, to=person, key="never", tenancy=tenancy)
    assert ends.subject != never.subject
