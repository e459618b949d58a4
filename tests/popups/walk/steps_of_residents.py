"""What residents do without an account: say what should be in a unit, support it, and wish for e-mails; and how the office reads it."""

from django.utils import timezone

from popups.choices import IdeaReason, IdeaState
from popups.forms.alerts import saved_search
from popups.lifecycle.alerts import ask_alert, confirm_alert, end_alert, tell_of_closing, tell_of_units
from popups.lifecycle.ideas import say_idea, settle_ideas, support_idea, take_support_back
from popups.models import Alert, Idea
from popups.reports.alerts import closing_calls
from popups.rules.ideas import MOST_UNREAD_FROM_ONE
from tests.popups.walk.town import NothingThere, Step, Town
from vacancies.lifecycle.units import publish_unit, unpublish_unit
from vacancies.problem import Refused

VOTERS = [f"{number}" * 64 for number in range(9)]
SENDERS = ["a" * 64, "a" * 64, "a" * 64, "b" * 64, ""]
ADDRESSES = ["iela1@example.org", "Iela1@example.org", "iela2@example.org"]
SEARCHES = ["", "", "area_min=1", "q=nav", "last_day=2026-03-09"]
MOST_IDEAS, MOST_WISHES = 12, 7


def say_what_should_be_here(town: Town) -> None:
    """Now and then the form is sent twice, or says what somebody else has said already."""
    if Idea.objects.count() >= MOST_IDEAS:
        raise NothingThere
    known, sender = list(Idea.objects.order_by("pk").values_list("key", flat=True)), town.dice.choice(SENDERS)
    text = town.often(town.dice.choice(["Maiznīca", "maiznīca", "Kafejnīca", "Galerija"]), town.dice.choice(["x", "Zvani 26 123 456"]))
    is_sent_twice = known and town.dice.random() < 0.2
    idea = say_idea(unit=town.dice.choice(town.units), text=text, voter=town.dice.choice(VOTERS), sender=sender,
                    key=town.dice.choice(known) if is_sent_twice else f"{len(town.story):032}")
    is_new = idea.key not in known
    assert not (is_new and sender and Idea.objects.unread().filter(sender=sender).count() > MOST_UNREAD_FROM_ONE), "too many wait to be read"


def support(town: Town) -> None:
    support_idea(idea=town.one_of(Idea.objects.shown()), voter=town.dice.choice(VOTERS), sender=town.dice.choice(SENDERS))


def a_class_supports(town: Town) -> None:
    """One after another from one connection, until it is too many."""
    idea = town.one_of(Idea.objects.shown())
    for voter in town.dice.sample(VOTERS, len(VOTERS) - 1):
        try:
            support_idea(idea=idea, voter=voter, sender=SENDERS[0])
        except Refused:
            return


def think_again(town: Town) -> None:
    take_support_back(idea=town.one_of(Idea.objects.all()), voter=town.dice.choice(VOTERS))


def read_ideas(town: Town) -> None:
    rows = [town.one_of(Idea.objects.unread()), town.one_of(Idea.objects.all())]
    to = town.dice.choice([IdeaState.SHOWN, IdeaState.SHOWN, IdeaState.HIDDEN, IdeaState.NEW])
    settle_ideas(ideas=rows[:town.dice.randrange(1, 3)], to=to, reason=town.often(IdeaReason.INSULT, ""), by=town.officer())


def ask_for_mails(town: Town) -> None:
    """Also again, and for a call that may have been thrown away since."""
    if Alert.objects.count() >= MOST_WISHES and town.dice.random() < 0.5:
        raise NothingThere
    about = {"call": town.calls[0]} if town.dice.random() < 0.4 else {"query": town.dice.choice(SEARCHES)}
    alert = ask_alert(email=town.dice.choice(ADDRESSES), language="lv", **about)
    if alert is not None:
        town.wishes[alert.key] = alert


def say_yes(town: Town) -> None:
    confirm_alert(alert=town.one_of(Alert.objects.filter(confirmed_at=None)))


def stop_mails(town: Town) -> None:
    alert = town.one_of(Alert.objects.all())
    end_alert(alert=alert)
    town.stopped[alert.key] = timezone.now()


def the_job_tells_them(town: Town) -> None:
    """With what it has read before: somebody may have stopped since, or has never said yes."""
    if not town.wishes:
        raise NothingThere
    alert = town.dice.choice(list(town.wishes.values()))
    if alert.call_id is None:
        tell_of_units(alert=alert, search=saved_search(alert.query, town.today), today=town.today)
    elif alert in closing_calls(timezone.now()) or alert.key in town.stopped:
        tell_of_closing(alert=alert)


def list_a_unit(town: Town) -> None:
    """Or take it off the list, so that it can be listed anew."""
    unit = town.dice.choice(town.units)
    unit.refresh_from_db()
    verb = unpublish_unit if unit.is_published and town.dice.random() < 0.5 else publish_unit
    verb(unit=unit, by=town.officer())


STEPS: dict[Step, float] = {
    say_what_should_be_here: 2, support: 3, a_class_supports: 1.5, think_again: 0.4, read_ideas: 2, ask_for_mails: 2, say_yes: 2, stop_mails: 0.4, the_job_tells_them: 2,
    list_a_unit: 0.7}
NEVER_REFUSED = {"a_class_supports", "think_again", "ask_for_mails", "say_yes", "stop_mails", "the_job_tells_them", "list_a_unit", "read_ideas"}  # or too seldom to be sure
