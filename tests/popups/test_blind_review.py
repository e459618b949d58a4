"""A blind review leaks nothing: names planted in every field are looked for in everything that a reviewer can get."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from popups.choices import Verb
from popups.models import User
from popups.reports.blind import mask_of
from tests import make
from tests.popups.access_table import REVIEWER, TABLE
from tests.popups.access_world import make_world as make_everything
from tests.popups.asking import queries_of, references, signed_in
from tests.popups.blind import (
    PLANTED,
    make_world,
    whole,
)
from tests.popups.matching.planned import make_plan
from tests.popups.reviewing import give
from vacancies.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def links_of(text: str) -> set[str]:
    """What a person could open from here, but for the language, the way out and the pages of the account."""
    found = {match.replace("&amp;", "&") for match in re.findall(r'(?:href|action|src)="(/[^"#]*)', text)}
    return {link for link in found if not link.startswith(("/static/", "/accounts/", "/i18n", "/admin"))}


def leaks(client, address: str) -> list[tuple[str, str]]:
    return [(address, word) for word in PLANTED if word.casefold() in whole(client.get(address))]


def all_addresses(world) -> set[str]:
    """Every address of the table that is open to reviewers, with everything there is of this call."""
    things = {"application": [world.blind.reference], "reviewed": [world.blind.reference, world.plain.reference], "csv": ["csv", "xlsx", "geojson"],
              "call": [world.call.reference], "reviewed_call": [world.call.reference], "paper": [paper.key for paper in world.papers], "reviewed_paper": [paper.key for paper in world.papers],
              "unit": [wish.unit.reference for wish in world.blind.wishes.all()]}
    found = set()
    for name, line in TABLE.items():
        if REVIEWER in line.audience and not name.startswith(("account_", "mfa_")) and len(line.args) <= 1:
            for thing in things.get(line.args[0], []) if line.args else [None]:
                found.add(reverse(name, args=[thing] if thing else []) + line.query.format(reviewed=world.blind.reference))
    return found


def test_a_reviewer_finds_no_planted_name_anywhere(world):
    client, officer = signed_in(world.reviewer), signed_in(make.make_officer())
    assert len(leaks(officer, f"/staff/applications/{world.blind.reference}/")) >= 8, "the names are there to be found"
    waiting = all_addresses(world) | {f"/staff/applications/?q={word}" for word in ("Ķirpsone", "Ugunspodi")} | {
        "/staff/applications/?stage=all", f"/staff/history/?reference={world.blind.reference}",
        f"/staff/reviews/calls/{world.call.reference}/?show=all"}
    unit = world.blind.wishes.get().unit.reference
    waiting |= {f"/staff/units/{unit}/?tab={tab}" for tab in ("use", "history", "vacancy")}
    seen, wrong = set(), []
    while waiting - seen and len(seen) < 400:
        address = min(waiting - seen)
        seen.add(address)
        text = whole(client.get(address))
        wrong += [(address, word) for word in PLANTED if word.casefold() in text and f"q={word}" not in address.casefold()]
        waiting |= {link for link in links_of(text) if world.blind.reference.casefold() in link.casefold() or "/staff/reviews/" in link}
    assert any(world.blind.reference in address for address in seen)
    typed = {("/staff/applications/?q=Ķirpsone", "ķirps"), ("/staff/applications/?q=Ugunspodi", "ugunspod")}
    assert set(wrong) - typed == set()


def one_of_each(world, folder) -> dict[str, str]:
    """What stands in addresses: of the blind call and its application wherever there is such a thing, with an event and a plan of their own."""
    call, reference, officer = world.call.reference, world.blind.reference, make.make_officer()
    unit, plan = world.blind.wishes.get().unit, make_plan(world.call, by=officer, seconds=1)
    event = make.make_event(unit=unit, by=officer)
    return make_everything(folder).args | {
        **dict.fromkeys(("application", "reviewed", "told", "draft", "planned"), reference), "plan": plan.reference,
        **dict.fromkeys(("call", "reviewed_call", "blind_call", "decided_call", "planned_call"), call),
        **dict.fromkeys(("unit", "planned_unit"), unit.reference), **dict.fromkeys(("event", "own_event"), event.reference),
        **dict.fromkeys(("paper", "reviewed_paper"), world.papers[0].key)}


def test_no_address_there_is_answers_a_reviewer_with_a_planted_name(world, tmp_path):
    """The table of addresses is whole (test_access_matrix.py), so a new page is walked here too, whoever it is for."""
    client, args = signed_in(world.reviewer), one_of_each(world, tmp_path)
    opened, wrong = set(), []
    for name, line in TABLE.items():
        answer = client.get(reverse(name, args=[args.get(arg, arg) for arg in line.args]) + line.query.format(**args))
        text = whole(answer)
        wrong += [(name, word) for word in PLANTED if word.casefold() in text]
        opened |= {name} if answer.status_code == 200 and world.blind.reference.casefold() in text else set()
        if not client.session.get(SESSION_KEY):
            client = signed_in(world.reviewer)
    assert wrong == []
    assert opened == {"popups:review", "popups:review-compare", "popups:staff-history"}


def test_looking_for_a_name_does_not_tell_whose_application_it_is(world):
    client = signed_in(world.reviewer)
    assert references(signed_in(make.make_officer()).get("/staff/applications/?q=Ugunspodi")) == [world.blind.reference]
    assert references(client.get("/staff/applications/?q=Ugunspodi")) == []


def test_every_answer_to_what_a_reviewer_sends_is_blind_too(world):
    client, page = signed_in(world.reviewer), f"/staff/reviews/{world.blind.reference}/"
    sent = [(f"/staff/applications/{world.blind.reference}/comment/", {"text": ""}), (f"/staff/applications/{world.blind.reference}/comment/", {"text": "Labi"}),
            (f"{page}reopen/", {}), (page, {"do": "send"}), (f"{page}conflict/", {}), (f"{page}conflict/take-back/", {})]
    for address, data in sent:
        text = whole(client.post(address, data, follow=True))
        assert [word for word in PLANTED if word.casefold() in text] == [], address


def test_other_applications_of_the_same_person_do_not_lead_to_the_blind_one(world):
    rolling = make.make_application(applicant=world.blind.applicant, unit=make.make_unit())
    address = f"/staff/applications/{rolling.reference}/"
    assert world.blind.reference in signed_in(make.make_officer()).get(address).content.decode()
    assert world.blind.reference not in signed_in(world.reviewer).get(address).content.decode()


def test_names_open_for_reviewers_once_everybody_was_told(world):
    client = signed_in(world.reviewer)
    assert client.get(f"/staff/applications/{world.blind.reference}/").status_code == 302
    call, officer = world.call, make.make_officer()
    call.decided_at = call.results_sent_at = timezone.now()
    call.decided_by = call.results_sent_by = officer
    call.save()
    assert leaks(client, f"/staff/applications/{world.blind.reference}/")
    assert leaks(client, f"/staff/reviews/{world.blind.reference}/")


def test_nothing_of_an_application_with_a_conflict_can_be_got(world):
    """As if it did not exist: its page, papers, comparison, scores, list, history."""
    client, reference = signed_in(world.other), world.blind.reference
    addresses = [f"/staff/reviews/{reference}/", f"/staff/applications/{reference}/", f"/staff/reviews/calls/{world.call.reference}/compare/?a={reference}",
                 *(reverse("popups:paper-file", args=[paper.key]) for paper in world.papers[:1])]
    assert {client.get(address, follow=True).status_code for address in addresses} == {200}
    told = client.post(f"/staff/reviews/{reference}/conflict/")
    assert told["Location"] == f"/staff/reviews/calls/{world.call.reference}/"
    client.get(told["Location"])
    assert {client.get(address).status_code for address in addresses} == {404}
    assert {client.post(f"/staff/{where}").status_code for where in (f"reviews/{reference}/", f"reviews/{reference}/reopen/", f"applications/{reference}/comment/")} == {404}
    assert reference not in client.get("/staff/history/").content.decode()
    listed = client.get(f"/staff/reviews/calls/{world.call.reference}/?show=all")
    assert references(listed) == [world.plain.reference, world.call.reference] or references(listed) == [world.plain.reference]
    client.post(f"/staff/reviews/{reference}/conflict/take-back/")
    assert client.get(addresses[0]).status_code == 200


def test_what_is_decided_and_not_told_does_not_stand_in_the_history_of_reviewers(world):
    make_line = {"verb": Verb.DECIDED, "application": world.plain, "call": world.call, "by": make.make_officer()}
    world.plain.history.create(**make_line)
    assert world.plain.reference in signed_in(make.make_officer()).get("/staff/history/?verb=decided").content.decode()
    assert world.plain.reference not in signed_in(world.reviewer).get("/staff/history/?verb=decided").content.decode()


def test_a_reviewer_who_applied_too_never_meets_their_own_application(world):
    own = make.make_application(call=world.call, applicant=make.make_applicant(user=world.reviewer), unit=make.make_unit())
    client = signed_in(world.reviewer)
    assert client.get(f"/staff/reviews/{own.reference}/").status_code == 404
    assert client.get(f"/staff/applications/{own.reference}/").status_code == 404


@pytest.mark.parametrize("text", [
    "Es, Zelma Ķirpsone.", "zelma kirpsone", "ĶIRPSONE", "Zelmas Ķirpsones podi", "ar Brenci Vuškānu", "SIA „Ugunspodi”", "Ugunspodu darbnīca",
    "rakstiet zelma@podi.example", "www.zk-podi.example/veikals", "+371 26777111", "26 777 111", "Reģ. nr. 40203999888", "zelmakirpsone"])
def test_a_name_is_covered_in_whatever_form_it_is_written(world, text):
    told = mask_of(world.blind)(text).casefold()
    assert [word for word in PLANTED if word.casefold() in told] == []
    assert "[" in told


def test_what_names_nobody_is_left_as_it_was_written(world):
    text = "Podi un krūzes no 2026-12-01 līdz 01.06.2027, 1500 eiro, 12 000 apmeklētāju.\nZelts un zeme."
    assert mask_of(world.blind)(text) == text
    assert mask_of(world.blind)(5) == 5


def test_a_blind_list_costs_the_same_queries_with_one_row_and_with_thirty(world):
    client, address = signed_in(world.reviewer), f"/staff/reviews/calls/{world.call.reference}/?show=all"
    few = queries_of(client, address)
    give([make.make_application(call=world.call, unit=make.make_unit()) for _number in range(28)], world.reviewer)
    assert len([name for name in references(client.get(address)) if name.startswith("A-")]) == 30
    assert queries_of(client, address) == few


def test_the_roles_of_the_world_are_what_they_say(world):
    assert {User.objects.get(pk=person.pk).role for person in (world.reviewer, world.other)} == {Role.REVIEWER}
