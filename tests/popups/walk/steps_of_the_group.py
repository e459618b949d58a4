"""What the local group is asked of the call, its shortlist or a unit, and what comes of it."""

from datetime import timedelta

from django.utils import timezone

from popups.lifecycle.consulting import (
    answer_consultation,
    close_early,
    delete_draft,
    extend,
    invite_more,
    release_consultation,
    save_consultation,
    say_what_was_done,
    send_new_link,
)
from popups.models import Consultation, GroupMember, Invitation
from tests.popups.walk.town import NothingThere, Step, Town

MOST = 4


def think_of_a_question(town: Town) -> None:
    if Consultation.objects.count() >= MOST:
        raise NothingThere
    about = town.dice.choice([{"call": town.calls[0]}, {"call": town.calls[0], "is_about_shortlist": True}, {"unit": town.units[0]}])
    first = timezone.now() + timedelta(hours=town.dice.choice([-1, 5]))
    save_consultation(by=town.officer(), question="Kas te lai būtu?", options=town.often(["Maiznīca", "Darbnīca", "Galerija"], ["Nekas"]),
                      opens_at=first, closes_at=first + timedelta(days=town.often(3, -1)), may_choose_several=town.dice.random() < 0.5, **about)


def ask_the_group(town: Town) -> None:
    members = list(GroupMember.objects.order_by("pk"))
    question = town.one_of(Consultation.objects.filter(released_at=None))
    release_consultation(consultation=question, members=town.often(members[:2], []), by=town.officer())


def ask_another(town: Town) -> None:
    question = town.one_of(Consultation.objects.filter(closes_at__gt=timezone.now()).exclude(released_at=None))
    invite_more(consultation=question, members=GroupMember.objects.all(), by=town.officer())


def a_member_answers(town: Town) -> None:
    invitation = town.one_of(Invitation.objects.filter(consultation__closes_at__gt=timezone.now()))
    options = list(invitation.consultation.options.values_list("pk", flat=True))
    chosen = town.dice.sample(options, min(len(options), town.dice.randrange(0, 3)))
    answer_consultation(invitation=invitation, chosen=town.often(chosen, [0]), comment=town.dice.choice(["", "Labi."]))


def close_the_question(town: Town) -> None:
    close_early(consultation=town.one_of(Consultation.objects.filter(closes_at__gt=timezone.now()).exclude(released_at=None)), by=town.officer())


def give_more_days(town: Town) -> None:
    question = town.one_of(Consultation.objects.exclude(released_at=None).filter(done_at=None))
    extend(consultation=question, closes_at=max(question.closes_at, timezone.now()) + timedelta(days=town.often(2, -1)), by=town.officer())


def a_member_wants_another_link(town: Town) -> None:
    send_new_link(invitation=town.one_of(Invitation.objects.all()), by=town.officer())


def forget_the_question(town: Town) -> None:
    delete_draft(consultation=town.one_of(Consultation.objects.filter(released_at=None)), by=town.officer())


def say_what_came_of_it(town: Town) -> None:
    question = town.one_of(Consultation.objects.filter(closes_at__lte=timezone.now()).exclude(released_at=None))
    say_what_was_done(consultation=question, text=town.often("Te būs maiznīca.", " "), by=town.officer())


STEPS: dict[Step, float] = {
    think_of_a_question: 1.5, ask_the_group: 2, ask_another: 0.5, a_member_answers: 2, a_member_wants_another_link: 0.3, forget_the_question: 0.2,
    say_what_came_of_it: 1, close_the_question: 0.4, give_more_days: 0.6}
NEVER_REFUSED = {"a_member_wants_another_link", "forget_the_question", "ask_another", "say_what_came_of_it", "think_of_a_question",
                 "close_the_question", "give_more_days"}
