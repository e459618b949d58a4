"""What Today shows only the first few of has a list of all of them."""

import pytest
from django.urls import reverse

from popups.choices import OfferStatus
from popups.lifecycle.event_hosts import host_refuses
from popups.lifecycle.messages import write_message
from popups.reports.need import SHOWN
from popups.reports.needs import LISTED, needs_of
from tests.make import (
    at,
    days,
    make_application,
    make_event,
    make_member,
    make_offer,
    make_officer,
    make_owner,
    make_proposal,
    make_question,
    make_reviewer,
    make_surveyor,
    make_unit,
    today,
)
from tests.popups.asking import queries_of, signed_in
from vacancies.choices import OwnerStage, Role, Seen
from vacancies.lifecycle.owner_page import stop_offering
from vacancies.models import FieldVisit, Photo

pytestmark = pytest.mark.django_db


def many(code: str, number: int) -> None:
    for _ in range(number):
        unit = make_unit(owner=make_owner(), is_vacant=code != "doubtful")
        if code == "messages":
            application = make_application(unit=unit)
            write_message(application=application, text="When do we hear?", by=application.applicant.user, is_from_office=False)
        elif code == "proposals":
            make_proposal(unit=unit)
        elif code == "stopped":
            stop_offering(unit=unit, owner=unit.owner, to=OwnerStage.PAUSED)
        elif code == "photos":
            key = unit.reference.lower()
            Photo.objects.create(unit=unit, key=key, width=640, height=480, sha256=key.zfill(64), added_by=None)
        elif code == "consultations":
            make_question(members=[make_member()], closed=True)
        elif code in {"host_events", "refused_events"}:
            event = make_event(unit=make_unit(owner=make_owner(email="owner@example.org")), starts_at=at(days(3), 18))
            if code == "refused_events":
                host_refuses(event=event, by=None)
        elif code == "doubtful":
            FieldVisit.objects.create(unit=unit, seen_on=today(), seen=Seen.NOT_SURE)
        else:
            make_offer(unit=unit, owner_agreed_on=None, status=OfferStatus.DECLINED if code == "answered" else OfferStatus.OPEN)


@pytest.mark.parametrize("code", LISTED)
def test_whatever_lies_beyond_a_handful_can_be_reached(code):
    many(code, SHOWN + 1)
    client = signed_in(make_officer())
    group = next(group for group in needs_of([Role.OFFICER], today()) if group.code == code)
    assert f'href="{group.more_href}"' in client.get("/staff/").content.decode()
    page = client.get(group.more_href)
    assert [need.href for need in page.context["needs"]][:SHOWN] == [need.href for need in group.needs]
    assert len({need.href for need in page.context["needs"]}) == SHOWN + 1


def test_a_list_of_one_group_costs_the_same_with_one_and_with_thirty():
    client, address = signed_in(make_officer()), reverse("popups:staff-need-list", args=["proposals"])
    many("proposals", 1)
    one = queries_of(client, address)
    many("proposals", 29)
    assert len(client.get(address).context["needs"]) == 30
    assert queries_of(client, address) == one


@pytest.mark.parametrize(("make", "code", "status"), [
    (make_officer, "lapsing", 200), (make_surveyor, "doubtful", 200), (make_surveyor, "lapsing", 404), (make_reviewer, "proposals", 404),
    (make_officer, "applications", 404), (make_officer, "nonsense", 404)])
def test_a_list_of_one_group_is_there_for_whom_it_is_a_need(make, code, status):
    assert signed_in(make()).get(reverse("popups:staff-need-list", args=[code])).status_code == status
