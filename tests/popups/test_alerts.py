"""E-mails that somebody wishes for: only after a yes, at most one a day, ended by a link, and nobody's business at the office."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from popups.choices import LetterKind
from popups.forms.alerts import saved_search
from popups.letters import send_waiting
from popups.lifecycle.alerts import (
    MOST_A_DAY,
    MOST_OF_ONE,
    address_of,
    ask_alert,
    confirm_alert,
    end_alert,
    forget_alerts,
    tell_of_closing,
    tell_of_units,
)
from popups.lifecycle.offers import withdraw_offer
from popups.models import Alert, Call, Letter
from popups.reports.alerts import due_calls, due_searches
from popups.reports.catalogue import Search
from tests.make import (
    days,
    make_call,
    make_current_tenancy,
    make_offer,
    make_officer,
    make_unit,
    today,
)
from tests.popups.asking import codes, signed_in
from vacancies.models import Unit

pytestmark = pytest.mark.django_db
NEW = "/alerts/new/"
EMAIL = "kaimins@example.org"


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


def make_alert(*, is_confirmed=True, asked_days_ago=1, **fields) -> Alert:
    alert = ask_alert(**{"email": EMAIL, "language": "lv"} | fields)
    if is_confirmed:
        alert = confirm_alert(alert=alert)
        Alert.objects.filter(pk=alert.pk).update(confirmed_at=timezone.now() - timedelta(days=asked_days_ago))
    alert.refresh_from_db()
    return alert


def old_unit(**fields) -> Unit:
    """Public for a month."""
    unit = make_unit(**fields)
    Unit.objects.filter(pk=unit.pk).update(published_at=timezone.now() - timedelta(days=30))
    return unit


def tell(alert, day=None, **search) -> bool:
    return tell_of_units(alert=alert, search=Search(**search), today=day or today())


def kinds() -> list[str]:
    return list(Letter.objects.filter(kind__startswith="alert").order_by("pk").values_list("kind", flat=True))


def test_a_search_of_the_catalogue_is_kept_after_a_yes_and_one_click_ends_it(stamp):
    make_unit()
    query = urlencode({"q": "Dārza", "features": "water"})
    client = Client()
    page = client.get(f"/units/?{query}").content.decode()
    assert f"{NEW}?{query.replace('&', '&amp;')}" in page
    form = {"email": EMAIL.upper(), "stamp": stamp, "website": ""}
    assert client.post(f"{NEW}?{query}&after=U-7KQ4", form)["Location"] == f"/units/?{query}"
    alert = Alert.objects.get()
    assert (alert.email, alert.query, alert.confirmed_at, alert.language) == (EMAIL, query, None, "lv")
    send_waiting()
    [href] = set(re.findall(r"/alerts/[0-9a-f]{32}/", mail.outbox[-1].body))
    for _time in range(2):
        assert client.get(href).status_code == 200
    alert.refresh_from_db()
    assert alert.confirmed_at is None, "opening is no yes"
    client.post(href, {"confirm": "1"})
    alert.refresh_from_db()
    assert alert.confirmed_at is not None
    client.post(href, {"end": "1"})
    assert not Alert.objects.exists()
    assert client.get(href).status_code == 404


def test_asking_again_writes_one_letter_a_day_and_says_the_same(stamp):
    answers = [Client().post(NEW, {"email": EMAIL, "stamp": stamp}) for _time in range(3)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/units/")}
    assert Alert.objects.count() == 1
    assert kinds() == [LetterKind.ALERT_CONFIRM]


def test_one_address_gets_no_more_letters_than_it_can_bear():
    written = []
    with time_machine.travel(timezone.now()) as clock:
        for _day in range(6):
            before = len(kinds())
            for number in range(before, before + 8):
                ask_alert(email=EMAIL.upper(), language="lv", query=f"q={number}")
            written.append(len(kinds()) - before)
            clock.shift(timedelta(days=1))
    assert written == [MOST_A_DAY, MOST_A_DAY, MOST_A_DAY, 1, 0, 0]
    assert Alert.objects.count() == MOST_OF_ONE


def test_a_stranger_who_asks_for_many_learns_nothing_and_another_address_is_not_touched(stamp):
    answers = [Client().post(f"{NEW}?q={number}", {"email": EMAIL, "stamp": stamp}) for number in range(MOST_A_DAY + 2)]
    told = [[str(message) for message in get_messages(answer.wsgi_request)] for answer in answers]
    assert (len(told[0]), told) == (1, [told[0]] * len(answers))
    assert {answer.status_code for answer in answers} == {302}
    assert kinds() == [LetterKind.ALERT_CONFIRM] * MOST_A_DAY
    Client().post(f"{NEW}?q=a", {"email": "cits@example.org", "stamp": stamp})
    assert Letter.objects.filter(to_email="cits@example.org").count() == 1


def test_who_has_had_enough_letters_today_can_ask_for_the_same_tomorrow():
    asked = [ask_alert(email=EMAIL, language="lv", query=f"q={number}") for number in range(MOST_A_DAY + 1)]
    assert (asked[-1], len(kinds())) == (None, MOST_A_DAY)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert ask_alert(email=EMAIL, language="lv", query=f"q={MOST_A_DAY}")
    assert len(kinds()) == MOST_A_DAY + 1


def test_a_call_that_goes_while_it_is_asked_for_is_no_fault():
    call = make_call()
    gone = Call.objects.get(pk=call.pk)
    Call.objects.filter(pk=call.pk).delete()
    assert ask_alert(email=EMAIL, language="lv", call=gone) is None
    assert (Alert.objects.count(), kinds()) == (0, [])


def test_a_call_that_closed_meanwhile_leads_to_the_calls_and_never_to_a_wish_for_every_place(stamp):
    call = make_call(days_left=-2, opened_days_ago=9)
    address = f"{NEW}?call={call.reference}"
    for answer in (Client().get(address), Client().post(address, {"email": EMAIL, "stamp": stamp}), Client().get(f"{NEW}?call=C-NAVX")):
        assert (answer.status_code, answer["Location"]) == (302, "/calls/")
    assert not Alert.objects.exists()


def test_a_machine_gets_the_same_answer_and_nothing_is_kept(stamp):
    assert Client().post(NEW, {"email": EMAIL, "stamp": stamp, "website": "x"}).status_code == 302
    assert not Alert.objects.exists()


def test_what_is_wrong_is_said_and_stays(stamp):
    answer = Client().post(NEW, {"email": "nobody", "stamp": stamp})
    assert (answer.status_code, codes(answer)) == (422, {"invalid"})
    assert 'value="nobody"' in answer.content.decode()
    assert Client().get(f"{NEW}?area_min=50&area_max=10")["Location"].startswith("/units/?")


def test_a_newly_listed_unit_that_fits_is_told_once_and_at_most_once_a_day():
    alert = make_alert()
    old_unit()
    assert not tell(alert)
    fits, other = make_unit(floor_area_m2=80), make_unit(floor_area_m2=20)
    assert tell(alert, area_min=50)
    assert not tell(alert, area_min=50)
    letter = Letter.objects.get(kind=LetterKind.ALERT_FOUND)
    assert fits.reference in letter.text
    assert other.reference not in letter.text
    assert letter.to_email == EMAIL
    assert address_of(alert) in letter.text
    assert address_of(alert) in letter.html
    later = make_unit(floor_area_m2=90)
    assert not tell(alert, area_min=50)
    assert tell(alert, days(1), area_min=50)
    newest = Letter.objects.filter(kind=LetterKind.ALERT_FOUND).latest("pk")
    assert later.reference in newest.text
    assert fits.reference not in newest.text


def test_a_unit_whose_offer_came_to_nothing_is_told():
    unit, alert = old_unit(), make_alert()
    offer = make_offer(unit=unit, start=days(5), end=days(40))
    assert not tell(alert, start=days(6), end=days(8))
    withdraw_offer(offer=offer, note="Too dear.", by=offer.made_by)
    assert tell(alert, start=days(6), end=days(8))


def test_a_unit_whose_tenancy_is_over_is_told_on_that_day():
    tenancy, alert = make_current_tenancy(days_left=3, unit=old_unit()), make_alert()
    assert not tell(alert, days(2))
    assert tell(alert, tenancy.end)


def test_what_is_not_public_is_told_to_nobody():
    alert = make_alert()
    make_unit(is_published=False)
    assert not tell(alert)


def test_a_wish_that_was_not_confirmed_is_not_told():
    alert = make_alert(is_confirmed=False)
    make_unit()
    assert not due_searches(today()).exists()
    assert not tell(alert)


def test_a_search_whose_days_have_gone_by_ends_and_never_becomes_one_for_everything():
    alert = make_alert(query=urlencode({"last_day": days(-1).isoformat()}))
    make_unit()
    assert saved_search(alert.query, today()) is None
    assert saved_search("q=pils", today()) is not None
    assert not tell_of_units(alert=alert, search=saved_search(alert.query, today()), today=today())
    assert not Alert.objects.exists()
    assert LetterKind.ALERT_FOUND not in kinds()


def test_a_reminder_comes_three_days_before_a_call_closes_and_once(stamp):
    call = make_call(days_left=10)
    client = Client()
    assert client.post(f"{NEW}?call={call.reference}", {"email": EMAIL, "stamp": stamp})["Location"] == f"/calls/{call.reference}/"
    alert = confirm_alert(alert=Alert.objects.get())
    now = timezone.now()
    assert due_calls(now + timedelta(days=6)) == []
    assert due_calls(now + timedelta(days=7, hours=1)) == [alert]
    assert due_calls(now + timedelta(days=11)) == []
    assert tell_of_closing(alert=alert)
    assert not tell_of_closing(alert=alert)
    assert due_calls(now + timedelta(days=8)) == []
    assert f"/calls/{call.reference}/" in Letter.objects.get(kind=LetterKind.ALERT_CLOSING).text


def test_who_saved_a_call_is_reminded_again_when_its_last_day_was_moved():
    now, call = timezone.now(), make_call(days_left=2)
    alert = confirm_alert(alert=ask_alert(email=EMAIL, language="lv", call=call))
    assert [tell_of_closing(alert=row) for row in due_calls(now)] == [True]
    assert due_calls(now) == []
    Call.objects.filter(pk=call.pk).update(closes_at=call.closes_at + timedelta(days=10))
    assert due_calls(now + timedelta(days=8)) == []
    assert due_calls(now + timedelta(days=10)) == [alert]
    assert tell_of_closing(alert=alert)
    assert due_calls(now + timedelta(days=10)) == []
    assert Letter.objects.filter(kind=LetterKind.ALERT_CLOSING).count() == 2


def test_thirty_saved_calls_are_looked_up_at_the_price_of_one(django_assert_num_queries):
    call = make_call(days_left=2)
    for number in range(30):
        confirm_alert(alert=ask_alert(email=f"a{number}@example.org", language="lv", call=call))
    with django_assert_num_queries(3):
        assert len(due_calls(timezone.now())) == 30


@pytest.mark.parametrize("call", [lambda: make_call(is_released=False), lambda: make_call(days_left=-2, opened_days_ago=9)])
def test_a_call_that_is_a_draft_or_closed_is_reminded_of_by_nobody(call, stamp):
    Client().post(f"{NEW}?call={call().reference}", {"email": EMAIL, "stamp": stamp})
    assert not Alert.objects.exclude(call=None).exists()


def test_the_office_sees_neither_the_addresses_nor_the_letters():
    alert = make_alert()
    make_unit()
    tell(alert)
    client = signed_in(make_officer())
    Letter.objects.update(attempts=3)
    for address in ("/staff/letters/", "/staff/letters/?show=failing", "/staff/"):
        assert EMAIL not in client.get(address).content.decode()
    letters = list(Letter.objects.filter(to_email=EMAIL))
    assert letters
    for letter in letters:
        assert client.get(f"/staff/letters/{letter.key}/").status_code == 404


def test_wishes_end_by_themselves_and_their_letters_go():
    make_alert(is_confirmed=False, query="q=1")
    year = make_alert(query="q=2")
    call = make_alert(call=make_call(days_left=5))
    forget_alerts(today=days(6))
    assert list(Alert.objects.order_by("pk")) == [Alert.objects.get(query="q=1"), year]
    forget_alerts(today=days(9))
    assert list(Alert.objects.all()) == [year]
    assert kinds()
    forget_alerts(today=days(40))
    assert kinds() == []
    forget_alerts(today=days(367))
    assert not Alert.objects.exists()
    assert call.kind == "call"


def test_ending_twice_is_harmless():
    alert = make_alert()
    for _time in range(2):
        end_alert(alert=alert)
    assert not Alert.objects.exists()
