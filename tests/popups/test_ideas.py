"""What should be here? Said and supported without an account, shown once the office has read it, stuffed by nobody."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from popups.choices import IdeaReason, IdeaState, Verb
from popups.forms.from_people import stamp_of_now
from popups.lifecycle.ideas import forget_senders, say_idea, settle_ideas, support_idea
from popups.models import History, Idea, IdeaSupport
from popups.rules.ideas import MOST_FROM_ONE, MOST_UNREAD_FROM_ONE
from tests.make import at, days, make_officer, make_reviewer, make_unit, today
from tests.popups.asking import codes, queries_of, references, signed_in
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
LIST = "/staff/ideas/"


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


def page_of(unit):
    return reverse("popups:unit-ideas", args=[unit.reference])


def typed(stamp, text="Maiznīca ar soliņu", **fields):
    return {"idea-text": text, "idea-website": "", "idea-stamp": stamp, "once": str(uuid4())} | fields


def make_idea(unit=None, *, state=IdeaState.SHOWN, text="Maiznīca", voter="v" * 64):
    idea = say_idea(unit=unit or make_unit(), text=text, voter=voter)
    if state is not IdeaState.NEW:
        settle_ideas(ideas=[idea], to=state, by=make_officer(), reason=IdeaReason.INSULT)
    idea.refresh_from_db()
    return idea


def vote(client, idea, **fields):
    return client.post(reverse("popups:idea-support", args=[idea.key]), fields)


def test_an_idea_is_said_in_one_line_and_shown_only_when_it_has_been_read(stamp):
    unit, client = make_unit(), Client()
    assert client.post(page_of(unit), typed(stamp)).status_code == 302
    idea = Idea.objects.get()
    assert (idea.unit, idea.state, idea.supports.count()) == (unit, IdeaState.NEW, 1)
    for address in (page_of(unit), unit.get_absolute_url()):
        assert idea.text not in client.get(address).content.decode()
    settle_ideas(ideas=[idea], to=IdeaState.SHOWN, by=make_officer())
    for address in (page_of(unit), unit.get_absolute_url()):
        page = client.get(address).content.decode()
        assert f'data-idea="{idea.key}" data-support="1"' in page
        assert idea.text in page
    settle_ideas(ideas=[idea], to=IdeaState.HIDDEN, reason=IdeaReason.INSULT, by=make_officer())
    assert idea.text not in client.get(page_of(unit)).content.decode()


def test_the_page_of_a_unit_takes_the_idea_itself(stamp):
    unit = make_unit()
    page = Client().get(unit.get_absolute_url()).content.decode()
    for name in ("idea-text", "idea-website", "idea-stamp", "once"):
        assert f'name="{name}"' in page
    assert f'action="{page_of(unit)}"' in page


def test_a_form_sent_twice_is_one_idea(stamp):
    unit, form = make_unit(), typed(stamp)
    for _time in range(2):
        assert Client().post(page_of(unit), form).status_code == 302
    assert Idea.objects.count() == 1


def test_who_says_what_is_shown_already_supports_it(stamp):
    idea = make_idea(text="Ūdens skola")
    Client().post(page_of(idea.unit), typed(stamp, text="ūdens  SKOLA"))
    assert Idea.objects.get() == idea
    assert idea.supports.count() == 2


@pytest.mark.parametrize(("text", "code"), [
    ("Zvaniet man 29 123 456", "has_contact"), ("+371 2912-3456", "has_contact"), ("raksti: janis@example.org", "has_contact"),
    ("Skatiet www.veikals.lv", "has_link"), ("https://example.org", "has_link"), ("ok", "too_short"), ("", "required"), ("a" * 141, "max_length")])
def test_what_has_no_place_in_an_idea_is_refused_with_what_was_typed(stamp, text, code):
    response = Client().post(page_of(make_unit()), typed(stamp, text=text))
    assert (response.status_code, codes(response)) == (422, {code})
    assert f'value="{text}"' in response.content.decode() or not text
    assert not Idea.objects.exists()


@pytest.mark.parametrize("text", ["Veikals līdz 2027. gadam, 24 stundas", "Kino 1980-to gadu stilā"])
def test_years_and_hours_are_no_telephone_numbers(stamp, text):
    assert Client().post(page_of(make_unit()), typed(stamp, text=text)).status_code == 302


def test_a_machine_that_fills_the_hidden_box_is_thanked_and_nothing_is_kept(stamp):
    response = Client().post(page_of(make_unit()), typed(stamp, **{"idea-website": "https://spam"}))
    assert response.status_code == 302
    assert not Idea.objects.exists()


def test_a_form_that_comes_back_at_once_is_asked_to_look_again():
    response = Client().post(page_of(make_unit()), typed(stamp_of_now()))
    assert (response.status_code, codes(response)) == (422, {"too_fast"})


def test_one_address_cannot_fill_the_list_of_the_office(stamp):
    unit = make_unit()
    answers = [Client().post(page_of(unit), typed(stamp, text=f"Ideja numur {number}")) for number in range(MOST_UNREAD_FROM_ONE + 1)]
    assert [answer.status_code for answer in answers] == [302] * MOST_UNREAD_FROM_ONE + [422]
    assert codes(answers[-1]) == {"too_many_waiting"}


def test_many_ideas_in_an_hour_are_too_many(stamp, monkeypatch):
    monkeypatch.setattr("popups.rules.ideas.MOST_UNREAD_FROM_ONE", 99)
    unit = make_unit()
    answers = [Client().post(page_of(unit), typed(stamp, text=f"Ideja numur {number}")).status_code for number in range(11)]
    assert (set(answers[:10]), answers[10]) == ({302}, 429)


def test_one_browser_counts_once_and_can_take_its_vote_back():
    idea, client = make_idea(), Client()
    for _time in range(3):
        assert vote(client, idea).status_code == 302
    assert idea.supports.count() == 2
    assert 'name="back"' in client.get(page_of(idea.unit)).content.decode()
    assert 'name="back"' not in Client().get(page_of(idea.unit)).content.decode()
    vote(client, idea, back="1")
    assert idea.supports.count() == 1


def test_a_browser_that_forgets_its_cookie_is_stopped_after_a_few_votes():
    idea = make_idea()
    for _time in range(MOST_FROM_ONE + 4):
        vote(Client(), idea)
    assert idea.supports.exclude(sender="").count() == MOST_FROM_ONE


def test_a_cookie_that_somebody_made_is_no_voter():
    idea, client = make_idea(), Client()
    client.cookies["voter"] = "abc:def"
    vote(client, idea)
    assert client.cookies["voter"].value != "abc:def"
    assert idea.supports.count() == 2


def test_neither_cookie_nor_address_is_kept():
    idea, client = make_idea(), Client(REMOTE_ADDR="203.0.113.77")
    vote(client, idea)
    kept = str(list(IdeaSupport.objects.values_list())) + str(list(Idea.objects.values_list()))
    token = client.cookies["voter"].value.split(":")[0]
    assert "203.0.113.77" not in kept
    assert token not in kept
    assert client.cookies["voter"]["httponly"]


@pytest.mark.parametrize("state", [IdeaState.NEW, IdeaState.HIDDEN])
def test_what_is_not_shown_cannot_be_supported(state):
    assert vote(Client(), make_idea(state=state)).status_code == 404


def test_a_unit_that_is_not_public_has_no_page_of_ideas():
    idea = make_idea()
    hidden = make_unit(is_published=False)
    assert Client().get(page_of(hidden)).status_code == 404
    Idea.objects.update(unit=hidden)
    assert vote(Client(), idea).status_code == 404


def test_looking_counts_nothing_and_a_vote_is_not_a_link():
    idea = make_idea()
    assert Client().get(reverse("popups:idea-support", args=[idea.key])).status_code == 405


# The office

def settle(client, *ideas, to, show="new", **fields):
    return client.post(f"{LIST}settle/", {"keys": [idea.key for idea in ideas], "to": to, "show": show} | fields)


def test_officers_show_several_at_once_and_take_it_back():
    ideas, client = [make_idea(state=IdeaState.NEW, text=f"Ideja {number}") for number in range(3)], signed_in(make_officer())
    assert set(references(client.get(LIST))) == {idea.key for idea in ideas}
    settle(client, *ideas[:2], to="shown")
    assert list(Idea.objects.shown().order_by("pk")) == ideas[:2]
    assert references(client.get(LIST)) == [ideas[2].key]
    undo = f"{LIST}again/?key={ideas[0].key}&key={ideas[1].key}"
    assert undo.replace("&", "&amp;") in client.get(f"{LIST}?show=shown").content.decode() or client.post(undo).status_code == 302
    client.post(undo)
    assert Idea.objects.unread().count() == 3


def test_not_showing_asks_for_a_reason_and_what_was_ticked_stays():
    idea, client = make_idea(state=IdeaState.NEW), signed_in(make_officer())
    refused = settle(client, idea, to="hidden")
    assert refused.status_code == 422
    assert f'value="{idea.key}" checked' in refused.content.decode()
    settle(client, idea, to="hidden", reason="personal")
    idea.refresh_from_db()
    assert idea.state == IdeaState.HIDDEN


def test_history_keeps_who_and_why_and_never_the_words():
    officer, idea = make_officer(), make_idea(state=IdeaState.NEW, text="Jānis Bērziņš ir slikts")
    settle_ideas(ideas=[idea], to=IdeaState.HIDDEN, reason=IdeaReason.PERSONAL, by=officer)
    line = History.objects.get(verb=Verb.IDEA_SETTLED)
    assert (line.by, line.reason, line.unit, line.note) == (officer, IdeaReason.PERSONAL, idea.unit, "")


def test_two_officers_who_decide_at_once_are_told():
    idea = make_idea()
    with pytest.raises(Refused) as refused:
        settle_ideas(ideas=[idea], to=IdeaState.SHOWN, by=make_officer())
    assert refused.value.codes == ["already_settled"]


def test_nothing_ticked_is_said():
    answer = signed_in(make_officer()).post(f"{LIST}settle/", {"to": "shown", "show": "new"})
    assert answer.status_code == 422


def test_one_and_thirty_ideas_cost_the_same_queries():
    unit, client, officer = make_unit(), Client(), signed_in(make_officer())
    make_idea(unit, text="Ideja pirmā")
    make_idea(unit, state=IdeaState.NEW, text="Jauna ideja")
    addresses = [(client, page_of(unit)), (client, unit.get_absolute_url()), (officer, LIST), (officer, f"/staff/units/{unit.reference}/?tab=use")]
    one = [queries_of(who, address) for who, address in addresses]
    for number in range(30):
        make_idea(unit, text=f"Ideja {number}")
        make_idea(unit, state=IdeaState.NEW, text=f"Jauna {number}")
    assert [queries_of(who, address) for who, address in addresses] == one
    assert len(references(officer.get(LIST))) == 31
    assert client.get(page_of(unit)).content.decode().count("data-idea=") == 31


def test_ideas_stand_beside_the_decision_for_those_who_read_it():
    idea = make_idea(text="Keramikas darbnīca")
    page = signed_in(make_reviewer()).get(f"/staff/units/{idea.unit.reference}/?tab=use").content.decode()
    assert idea.text in page


def test_hashes_go_after_their_time_and_votes_stay():
    idea = make_idea()
    vote(Client(), idea)
    support_idea(idea=idea, voter="w" * 64)
    long_ago = at(days(-31), 12)
    IdeaSupport.objects.update(at=long_ago)
    Idea.objects.update(made_at=long_ago, sender="s" * 64)
    forget_senders(today=today())
    assert set(IdeaSupport.objects.values_list("sender", flat=True)) == {""}
    assert Idea.objects.get().sender == ""
    assert idea.supports.filter(voter="w" * 64).exists()
    forget_senders(today=days(370))
    assert not idea.supports.filter(voter="w" * 64).exists()
    assert idea.supports.count() == 3
    assert forget_senders(today=days(370)) == 0


def test_what_was_hidden_goes_and_what_is_shown_stays():
    hidden, shown = make_idea(state=IdeaState.HIDDEN, text="Slikts vārds"), make_idea()
    forget_senders(today=days(29))
    assert Idea.objects.filter(pk=hidden.pk).exists()
    forget_senders(today=days(32))
    assert list(Idea.objects.all()) == [shown]
