"""Erasure: what goes, what stays and until when, and that the name stands nowhere afterwards."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, EventStatus, LetterKind, Outcome
from popups.letters import write_letter
from popups.lifecycle.copying import copy_application
from popups.lifecycle.erasing import erase_person, subject_of
from popups.models import Applicant, Application, Erasure, History, Letter, Message, Objection, Review, User
from popups.rules.erasing import plan_of
from popups.rules.retention import ERASED
from popups.tick import tick
from tests.make import (
    days,
    make_application,
    make_call,
    make_current_tenancy,
    make_event,
    make_officer,
    make_report,
    make_reviewer,
    make_tenancy,
    make_unit,
    today,
)
from tests.popups.asking import signed_in
from tests.popups.deciding import make_told_call
from tests.popups.erasing import EMAIL, NAME, WORDS, add_paper, make_person, make_story
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def erase(person: Applicant) -> Erasure:
    return erase_person(user=person.user, by=person.user)


def places_of_the_name() -> list[str]:
    """Every row of the two apps that says a planted word; the letter about the erasure is sent and forgotten by the clock."""
    found = []
    for app in ("popups", "vacancies"):
        for model in apps.get_app_config(app).get_models():
            for row in model._base_manager.values():
                if any(word in str(row) for word in WORDS):
                    found.append(f"{model._meta.label} {row}")
    return found


def run(day=None) -> None:
    assert not [done.sentence for done in tick(day) if done.is_failure]


def test_the_name_stood_everywhere_and_stands_nowhere():
    person = make_person()
    application = make_story(person)
    make_application(applicant=person, status=ApplicationStatus.DRAFT, title="Zvirbules melnraksts")
    make_report(email=EMAIL)
    write_letter(LetterKind.REVIEW_ASKED, to=make_reviewer(), key="review", context={"note": f"{NAME} un citi"})
    Letter.objects.update(sent_at=timezone.now())
    labels = {place.split()[0] for place in places_of_the_name()}
    assert {"popups.Application", "popups.Applicant", "popups.Letter", "popups.History", "popups.Message", "popups.Comment",
            "popups.Review", "popups.Conflict", "popups.Ruling", "popups.Paper", "popups.User", "popups.Alert", "vacancies.Report"} <= labels
    erase(person)
    Letter.objects.filter(kind=LetterKind.DATA_ERASED).update(sent_at=timezone.now())
    run()
    assert places_of_the_name() == []
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert application.title == application.reference


def test_the_name_is_on_no_page_of_the_staff_afterwards():
    person = make_person()
    application = make_story(person)
    officer = make_officer()
    addresses = [reverse("popups:staff-application", args=[application.reference]), reverse("popups:staff-messages", args=[application.reference]),
                 reverse("popups:staff-application-list") + "?stage=all", reverse("popups:staff-history"), reverse("popups:staff-letter-list"),
                 reverse("popups:staff-today")]
    addresses += [reverse("popups:staff-letter", args=[key]) for key in Letter.objects.values_list("key", flat=True)]
    client = Client()
    client.force_login(officer)
    before = [address for address in addresses if "Zvirbul" in client.get(address).content.decode()]
    assert len(before) > 5
    erase(person)
    Letter.objects.filter(kind=LetterKind.DATA_ERASED).update(to_email=ERASED)
    for address in addresses:
        response = client.get(address)
        assert response.status_code in {200, 404}, address
        assert not [word for word in WORDS if word in response.content.decode()], address
    assert client.get(reverse("popups:staff-application-list") + "?stage=all&q=zvirbule").context["count"] == 0


def test_the_files_of_papers_go_too(django_capture_on_commit_callbacks):
    person = make_person()
    stored = make_story(person).papers.get().stored_name
    assert default_storage.exists(stored)
    with django_capture_on_commit_callbacks(execute=True):
        erase(person)
    assert not default_storage.exists(stored)


def test_points_and_outcomes_stay_without_the_sentences():
    application = make_story(make_person())
    erase(application.applicant)
    assert Review.objects.get().comment == ""
    lines = History._base_manager.filter(application=application)
    assert lines.count() > 4
    assert set(lines.values_list("note", flat=True)) == {""}


def test_the_account_is_closed_and_the_address_may_come_back_as_a_new_person():
    person = make_person()
    client = Client()
    client.force_login(person.user)
    erase(person)
    assert client.get(reverse("popups:my-page")).status_code == 302
    old = User.objects.get(pk=person.user_id)
    assert (old.is_active, old.has_usable_password(), old.get_full_name()) == (False, False, "")
    assert User.objects.create_user(EMAIL).pk != old.pk


def test_one_letter_tells_it_and_its_address_is_forgotten():
    person = make_person()
    erase(person)
    erase_person(user=User.objects.get(pk=person.user_id), by=None)
    letter = Letter.objects.get(kind=LetterKind.DATA_ERASED)
    assert (letter.to_email, letter.to_user) == (EMAIL, None)
    Letter.objects.update(sent_at=timezone.now())
    run()
    assert not Letter.objects.filter(to_email=EMAIL).exists()
    assert Erasure.objects.get().subject == subject_of(EMAIL)


def test_an_ended_tenancy_is_kept_with_name_and_number_only_and_goes_when_the_time_is_over(settings):
    person = make_person()
    application = make_story(person)
    tenancy = make_current_tenancy(application=application, unit=make_unit())
    type(tenancy).objects.filter(pk=tenancy.pk).update(start=days(-40), end=days(-10), public_name="Zvirbules bode")
    erasure = erase(person)
    until = days(-10 + settings.KEEP_TENANCY_DAYS)
    assert erasure.kept == [{"what": "tenancy", "count": 1, "until": until.isoformat(), "why": "tenancy"}]
    kept = Applicant.objects.get(pk=person.pk)
    assert (kept.name, kept.registration_number, kept.phone, kept.contact_name, kept.about) == (NAME, "50103999999", "", "", "")
    assert not Message.objects.exists()
    run(until - timedelta(days=1))
    assert Applicant.objects.filter(pk=person.pk).exists()
    run(until)
    Letter.objects.filter(kind=LetterKind.DATA_ERASED).delete()
    assert places_of_the_name() == []


def test_a_decision_is_kept_whole_until_nobody_can_object_any_more(settings):
    person = make_person()
    application = make_story(person, ApplicationStatus.NOT_SELECTED)
    erasure = erase(person)
    assert [kept["what"] for kept in erasure.kept] == ["decision"]
    application.refresh_from_db()
    assert application.decision_note
    assert application.papers.exists()
    run(days(settings.OBJECTION_DAYS - 1))
    assert Applicant.objects.filter(pk=person.pk).exists()
    run(days(settings.OBJECTION_DAYS + 1))
    Letter.objects.filter(kind=LetterKind.DATA_ERASED).delete()
    assert places_of_the_name() == []


def test_the_name_goes_also_where_the_time_for_everybody_was_over_first(settings):
    person = make_person()
    make_story(person, ApplicationStatus.NOT_SELECTED)
    erase(person)
    run(days(max(settings.OBJECTION_DAYS, settings.KEEP_NOT_SELECTED_DAYS) + 1))
    assert not Applicant.objects.filter(pk=person.pk).exists()
    Letter.objects.filter(kind=LetterKind.DATA_ERASED).delete()
    assert places_of_the_name() == []


def test_a_copy_does_not_tell_whose_the_forgotten_one_was(settings):
    person = make_person()
    old = make_story(person, ApplicationStatus.NOT_SELECTED)
    copy = copy_application(application=old, by=person.user)
    assert copy.copied_from == old and copy.history.filter(note=old.reference).exists()
    later = timezone.now() + timedelta(days=settings.KEEP_NOT_SELECTED_DAYS)
    Application.objects.filter(pk=copy.pk).update(updated_at=later)
    run(days(settings.KEEP_NOT_SELECTED_DAYS + 1))
    old.refresh_from_db()
    copy.refresh_from_db()
    assert (old.applicant.name, copy.applicant, copy.copied_from) == (ERASED, person, None)
    assert not copy.history.filter(note=old.reference).exists()


def test_an_objection_that_is_not_answered_keeps_its_application(settings):
    person = make_person()
    application = make_story(person, ApplicationStatus.NOT_SELECTED)
    Objection.objects.create(application=application, text="Es nepiekrītu.")
    assert [kept["until"] for kept in erase(person).kept] == [""]
    run(days(settings.OBJECTION_DAYS + 300))
    assert Application.objects.get(pk=application.pk).applicant_id == person.pk


@pytest.mark.parametrize("days_left", [1, 50])
def test_nobody_is_erased_while_a_tenancy_runs(days_left):
    person = make_person()
    make_current_tenancy(application=make_application(applicant=person), days_left=days_left)
    with pytest.raises(Refused) as refused:
        erase(person)
    assert refused.value.codes == ["has_tenancy"]
    assert User.objects.filter(email=EMAIL).exists()


def test_nobody_is_erased_before_a_tenancy_begins_or_an_event_takes_place_and_staff_never():
    person = make_person()
    make_tenancy(application=make_application(applicant=person))
    make_event(performer=person, status=EventStatus.CONFIRMED)
    with pytest.raises(Refused) as refused:
        erase(person)
    assert set(refused.value.codes) == {"has_tenancy", "has_event"}
    with pytest.raises(Refused) as refused:
        erase_person(user=make_officer(), by=None)
    assert refused.value.codes == ["staff"]


def test_other_people_lose_nothing():
    person = make_person()
    make_story(person)
    other = make_application(needs_note="Blakus")
    add_paper(other, "cits.pdf")
    letters = Letter.objects.filter(application=other).exclude(text="").count()
    erase(person)
    other.refresh_from_db()
    assert other.needs_note == "Blakus"
    assert other.papers.count() == 1
    assert Letter.objects.filter(application=other).exclude(text="").count() == letters > 0


def test_what_is_told_before_is_what_happens():
    person = make_person()
    make_story(person)
    make_application(applicant=person, status=ApplicationStatus.DRAFT)
    plan = plan_of(person.user, today())
    assert (plan.goes["applications"], plan.goes["drafts"], plan.goes["papers"], plan.goes["messages"], plan.goes["alerts"]) == (1, 1, 1, 2, 1)
    assert erase(person).removed == plan.goes


def test_an_application_of_a_call_can_be_let_go():
    person = make_person()
    application = make_application(applicant=person, call=make_call())
    erase(person)
    application.refresh_from_db()
    assert application.applicant.name == ERASED
    assert application.call_id


@pytest.mark.parametrize("is_told", [True, False])
def test_the_page_says_that_the_name_goes_only_where_it_does(client, is_told):
    person = make_person()
    if is_told:
        make_told_call(outcomes=(Outcome.NOT_SELECTED,), applicant=person)
    client.force_login(person.user)
    assert ('id="name-stays"' in client.get(reverse("popups:my-data-erase")).content.decode()) == is_told
    erase(person)
    assert Applicant.objects.filter(name=NAME).exists() == is_told


def test_the_page_of_an_erased_person_leads_to_nobody_else_who_was_erased():
    """All of one kind hang on one profile without a name: they are no other applications of the same person."""
    people = [make_person(), make_application().applicant]
    rows = [make_application(applicant=person) for person in people]
    office = signed_in(make_officer())
    address = f"/staff/applications/{rows[0].reference}/"
    assert f"/staff/applications/{rows[0].reference}/messages/" in office.get(address).content.decode()
    for person in people:
        erase(person)
    html = office.get(address).content.decode()
    assert Application.objects.get(pk=rows[0].pk).applicant_id == Application.objects.get(pk=rows[1].pk).applicant_id
    assert rows[1].reference not in html
    assert 'id="erased"' in html
    assert 'id="no-email"' not in html
    assert "/messages/" not in html
