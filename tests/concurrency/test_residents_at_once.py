"""A button that is pressed twice at the same moment, by people without an account."""

from functools import partial

import pytest

from popups.choices import IdeaState, LetterKind
from popups.lifecycle.alerts import MOST_A_DAY, ask_alert, end_alert
from popups.lifecycle.ideas import say_idea, settle_ideas, support_idea
from popups.models import Alert, Idea, IdeaSupport, Letter
from popups.rules.ideas import MOST_FROM_ONE
from tests.concurrency.test_two_consents import at_once
from tests.make import make_call, make_officer, make_unit
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "kaimins@example.org"


def test_an_idea_that_is_sent_many_times_at_once_is_one_idea_with_one_vote():
    unit = make_unit()
    said = at_once([partial(say_idea, unit=unit, text="Maiznīca", voter="v" * 64, key="k" * 32)] * 6)
    assert len({idea.pk for idea in said}) == Idea.objects.count() == IdeaSupport.objects.count() == 1


@pytest.mark.parametrize("is_about_call", [True, False])
def test_a_wish_for_e_mails_that_is_sent_many_times_at_once_is_one_wish_and_one_letter(is_about_call):
    about = {"call": make_call()} if is_about_call else {"query": "q=a"}
    for _round in range(2):
        answers = at_once([partial(ask_alert, email=EMAIL, language="lv", **about)] * 6)
        assert {type(answer) for answer in answers} == {Alert}
        assert Alert.objects.count() == Letter.objects.filter(kind=LetterKind.ALERT_CONFIRM).count() == 1
        Letter.objects.all().delete()  # another day


def test_many_wishes_for_one_address_at_once_are_three_letters_and_no_more():
    at_once([partial(ask_alert, email=EMAIL, language="lv", query=f"q={number}") for number in range(8)])
    assert Alert.objects.count() == Letter.objects.filter(kind=LetterKind.ALERT_CONFIRM).count() == MOST_A_DAY


@pytest.mark.parametrize("is_about_call", [True, False])
def test_a_wish_that_is_ended_while_it_is_asked_for_again_is_no_fault(is_about_call):
    about = {"call": make_call()} if is_about_call else {"query": "q=a"}
    for _round in range(4):
        alert = ask_alert(email=EMAIL, language="lv", **about)
        at_once([partial(ask_alert, email=EMAIL, language="lv", **about), partial(end_alert, alert=alert)] * 2)
        assert Alert.objects.count() <= 1
        Letter.objects.all().delete()


def test_one_connection_cannot_stuff_an_idea_by_voting_many_times_at_once():
    idea = say_idea(unit=make_unit(), text="Maiznīca", voter="v" * 64)
    settle_ideas(ideas=[idea], to=IdeaState.SHOWN, by=make_officer())

    def vote(number):
        try:
            return support_idea(idea=idea, voter=f"{number:064}", sender="s" * 64)
        except Refused:
            return False

    assert sum(at_once([partial(vote, number) for number in range(MOST_FROM_ONE + 4)])) == MOST_FROM_ONE
