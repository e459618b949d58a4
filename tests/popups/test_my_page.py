"""My page: where everything stands, what to do next, and by when."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, OfferStatus
from popups.lifecycle.applications import comment
from popups.lifecycle.calls import save_call
from popups.models import Application, Call, History, Offer, Tenancy
from popups.rules.call_fit import open_problems
from popups.rules.stage import StageCode, stage_for_applicant
from tests.make import (
    at,
    days,
    make_applicant,
    make_application,
    make_call,
    make_current_tenancy,
    make_event,
    make_offer,
    make_officer,
    make_unit,
    make_user,
    today,
)
from tests.popups.on_paper import make_on_paper

pytestmark = pytest.mark.django_db
MY = "/my/"


@pytest.fixture
def maker(client):
    applicant = make_applicant()
    client.force_login(applicant.user)
    return applicant


def own_offer(maker, **fields) -> Offer:
    unit = fields.pop("unit", None) or make_unit()
    return make_offer(unit=unit, application=make_application(applicant=maker, unit=unit), **fields)


def own_tenancy(maker, **fields) -> Tenancy:
    return Tenancy.objects.get(offer=own_offer(maker, status=OfferStatus.ACCEPTED, **fields))


def url(name, row) -> str:
    return reverse(f"popups:{name}", args=[row.reference])


# --- my page ----------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_to_do_first(client, maker):
    assert reverse("popups:application-start") in client.get(MY).content.decode()


@pytest.mark.parametrize("status", ApplicationStatus)
def test_each_application_is_one_line_with_where_it_stands(client, maker, status):
    application = make_application(status=status, applicant=maker)
    [line] = client.get(MY).context["lines"]
    assert line.application == application
    assert line.stage.code.value == status.value
    html = client.get(MY).content.decode()
    assert application.title in html
    assert line.stage.word in html


def test_an_offer_is_shown_with_its_last_day_and_the_way_to_answer(client, maker):
    offer = own_offer(maker)
    page = client.get(MY)
    assert page.context["lines"][0].stage.by_on == offer.answer_by_on
    assert url("offer-answer", offer) in page.content.decode()


def test_what_needs_me_comes_first(client, maker):
    make_application(status=ApplicationStatus.NOT_SELECTED, applicant=maker)
    own_offer(maker)
    make_application(status=ApplicationStatus.DRAFT, applicant=maker)
    make_application(applicant=maker)
    codes = [line.stage.code for line in client.get(MY).context["lines"]]
    assert codes == [StageCode.OFFERED, StageCode.DRAFT, StageCode.SUBMITTED, StageCode.NOT_SELECTED]


def test_only_ones_own_applications_are_shown(client, maker):
    mine, other = make_application(applicant=maker), make_application()
    html = client.get(MY).content.decode()
    assert mine.title in html
    assert other.title not in html


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(MY).url == "/sign-in/?next=/my/"


def test_my_page_costs_the_same_with_one_and_with_thirty_applications(client, maker, django_assert_max_num_queries):
    counts = []
    own_tenancy(maker)
    for rows in (1, 30):
        while Application.objects.count() < rows:
            own_offer(maker)
        with django_assert_max_num_queries(10) as asked:
            assert len(client.get(MY).context["lines"]) == rows
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- one application --------------------------------------------------------------------------------------------


def test_what_i_wrote_and_what_has_happened_are_shown_without_the_names_of_staff(client, maker):
    officer = make_officer(first_name="Ināra", last_name="Ozola")
    application = make_application(status=ApplicationStatus.NOT_SELECTED, applicant=maker, officer=officer)
    comment(application=application, text="Nepatīk man šis.", by=officer)
    html = client.get(url("my-application", application)).content.decode()
    for said in (application.description, application.decision_note, application.get_not_selected_reason_display()):
        assert said in html
    for unsaid in ("Ināra", "Ozola", officer.email, "Nepatīk"):
        assert unsaid not in html


def test_history_is_told_in_the_applicants_words_newest_first(client, maker):
    application = make_application(status=ApplicationStatus.SHORTLISTED, applicant=maker)
    story = client.get(url("my-application", application)).context["story"]
    assert len(story) == 3
    assert story == sorted(story, key=lambda line: line.at, reverse=True)


def test_withdrawing_asks_first_and_then_gives_an_open_offer_back(client, maker):
    offer = own_offer(maker)
    page = url("application-withdraw", offer.application)
    assert client.get(page).status_code == 200
    offer.application.refresh_from_db()
    assert offer.application.status == ApplicationStatus.SHORTLISTED
    assert client.post(page).url == MY
    offer.refresh_from_db()
    assert Application.objects.get(pk=offer.application_id).status == ApplicationStatus.WITHDRAWN
    assert offer.status == OfferStatus.DECLINED
    assert client.post(page).url == MY, "twice is harmless"


def test_an_application_with_a_tenancy_cannot_be_withdrawn(client, maker):
    tenancy = own_tenancy(maker)
    page = url("application-withdraw", tenancy.offer.application)
    assert client.get(page).context["problems"]
    assert client.post(page).status_code == 422
    assert page not in client.get(url("my-application", tenancy.offer.application)).content.decode()


# --- an offer ---------------------------------------------------------------------------------------------------


def test_an_offer_shows_place_days_cost_and_the_last_day(client, maker):
    offer = own_offer(maker, rent_cents=12000, utilities_cents=3000, deposit_cents=5000, message="Laipni lūdzam!")
    client.cookies["django_language"] = "lv"
    html = client.get(url("offer-answer", offer)).content.decode()
    for said in (offer.unit.name, offer.unit.address, "120,00", "30,00", "147,95", "50,00", "Laipni lūdzam!", "30"):
        assert said in html, said


def test_looking_at_an_offer_answers_nothing(client, maker):
    offer = own_offer(maker)
    client.get(url("offer-answer", offer))
    client.post(url("offer-answer", offer), {"answer": "maybe"})
    client.post(url("offer-answer", offer))
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN


def test_accepting_makes_one_tenancy_however_often_it_is_sent(client, maker):
    offer = own_offer(maker)
    answers = [client.post(url("offer-answer", offer), {"answer": "yes"}).url for _ in range(3)]
    tenancy = Tenancy.objects.get()
    assert answers == [url("my-tenancy", tenancy)] * 3
    assert url("my-tenancy", tenancy) in client.get(url("offer-answer", offer)).content.decode()


def test_declining_needs_a_reason_and_keeps_what_was_typed(client, maker):
    offer = own_offer(maker)
    response = client.post(url("offer-answer", offer), {"answer": "no", "note": "Par tumšu"})
    assert response.status_code == 422
    assert "Par tumšu" in response.content.decode()
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN
    client.post(url("offer-answer", offer), {"answer": "no", "note": "Par tumšu", "reason": "place"})
    offer.refresh_from_db()
    assert (offer.status, offer.decline_reason, offer.decline_note) == (OfferStatus.DECLINED, "place", "Par tumšu")


@pytest.mark.parametrize("status", [OfferStatus.DECLINED, OfferStatus.WITHDRAWN])
def test_an_answered_offer_says_so_and_cannot_be_accepted(client, maker, status):
    offer = own_offer(maker, status=status)
    assert not client.get(url("offer-answer", offer)).context["may_answer"]
    response = client.post(url("offer-answer", offer), {"answer": "yes"})
    assert response.status_code == 422
    assert [problem.code for problem in response.context["problems"]] == ["illegal_move"]
    assert not Tenancy.objects.exists()


def test_an_offer_whose_day_has_gone_by_says_so_before_the_periodic_job_has_run(client, maker):
    offer = own_offer(maker)
    Offer.objects.filter(pk=offer.pk).update(answer_by_on=days(-1))
    page = client.get(url("offer-answer", offer))
    assert (page.context["may_answer"], page.context["is_lapsed"]) == (False, True)
    for answer in ("yes", "no"):
        response = client.post(url("offer-answer", offer), {"answer": answer, "reason": "dates"})
        assert response.status_code == 422
    offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN


# --- a stay -----------------------------------------------------------------------------------------------------

FACE = {"public_name": "Krūžu nams", "public_text": "Nāciet!", "opening_hours_mon": "10-18", "opening_hours_sat": "10:00–13:00, 14–16"}


def test_i_can_change_what_visitors_read(client, maker):
    tenancy = own_tenancy(maker)
    assert client.post(url("my-tenancy", tenancy), FACE).url == url("my-tenancy", tenancy)
    tenancy.refresh_from_db()
    assert (tenancy.public_name, tenancy.public_text) == ("Krūžu nams", "Nāciet!")
    assert tenancy.opening_hours == {"mon": [["10:00", "18:00"]], "sat": [["10:00", "13:00"], ["14:00", "16:00"]]}


def test_problems_of_what_visitors_read_are_told_at_once_and_typed_text_is_kept(client, maker):
    tenancy = own_tenancy(maker)
    response = client.post(url("my-tenancy", tenancy), FACE | {"public_name": "", "opening_hours_mon": "ten", "public_text": "Te!"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"public_name", "opening_hours"}
    html = response.content.decode()
    assert 'value="ten"' in html
    assert "Te!" in html


def test_extra_fields_do_not_lengthen_a_stay(client, maker):
    tenancy = own_tenancy(maker)
    client.post(url("my-tenancy", tenancy), FACE | {"end": str(days(900)), "reference": "T-XXXX", "end_reason": ""})
    end = tenancy.end
    tenancy.refresh_from_db()
    assert tenancy.end == end


def test_saving_the_same_twice_leaves_one_line_of_history(client, maker):
    tenancy = own_tenancy(maker)
    for _ in range(2):
        client.post(url("my-tenancy", tenancy), FACE)
    assert History.objects.filter(tenancy=tenancy, verb="tenancy_changed").count() == 1


def test_a_stay_that_is_over_can_be_read_but_not_changed(client, maker):
    tenancy = own_tenancy(maker)
    Tenancy.objects.filter(pk=tenancy.pk).update(start=days(-30), end=days(0))
    name = tenancy.public_name
    assert client.get(url("my-tenancy", tenancy)).context["form"] is None
    client.post(url("my-tenancy", tenancy), FACE)
    tenancy.refresh_from_db()
    assert tenancy.public_name == name


def test_a_stay_shows_its_events(client, maker):
    unit = make_unit()
    tenancy = make_current_tenancy(unit=unit, application=make_application(applicant=maker, unit=unit))
    event = make_event(unit=unit, tenancy=tenancy)
    assert event.title in client.get(url("my-tenancy", tenancy)).content.decode()


def test_a_stay_called_off_before_it_began_says_so(client, maker):
    tenancy = own_tenancy(maker)
    Tenancy.objects.filter(pk=tenancy.pk).update(end=tenancy.start, end_reason="left_early", ended_at=timezone.now())
    assert client.get(url("my-tenancy", tenancy)).status_code == 200


# --- other people's ---------------------------------------------------------------------------------------------


def test_other_peoples_references_do_not_exist(client, maker):
    tenancy = own_tenancy(maker)
    offer, application = tenancy.offer, tenancy.offer.application
    pages = [url("my-tenancy", tenancy), url("offer-answer", offer), url("my-application", application),
             url("application-withdraw", application)]
    assert [client.get(page).status_code for page in pages] == [200] * 4
    for stranger in (make_user(), make_officer()):
        client.force_login(stranger)
        for page in pages:
            assert client.get(page).status_code == 404
            assert client.post(page, FACE | {"answer": "no", "reason": "dates"}).status_code == 404
    client.logout()
    for page in pages:
        assert client.get(page).url.startswith("/sign-in/?next=/my/")


def test_owners_and_notes_of_the_office_are_nowhere(client, maker):
    unit = make_unit(internal_note="atslēga pie Jāņa")
    tenancy = own_tenancy(maker, unit=unit)
    for page in (url("my-tenancy", tenancy), url("offer-answer", tenancy.offer), url("my-application", tenancy.offer.application), MY):
        html = client.get(page).content.decode()
        assert unit.name in html
        assert "atslēga pie Jāņa" not in html
        assert tenancy.offer.made_by.email not in html



# --- by when ----------------------------------------------------------------------------------------------------


def test_the_day_of_the_next_step_is_the_deadline_of_the_call_and_then_that_of_the_town(client, maker, settings):
    call = make_call(days_left=20)
    draft = make_application(status=ApplicationStatus.DRAFT, applicant=maker, call=call)
    sent = make_application(applicant=maker, call=call)
    rolling = make_application(applicant=maker)
    refused = make_application(status=ApplicationStatus.NOT_SELECTED, applicant=maker)
    by = {line.application.pk: line.stage.by_on for line in client.get(MY).context["lines"]}
    assert by == {draft.pk: days(20), sent.pk: days(20 + settings.ANSWER_DAYS), rolling.pk: days(settings.ANSWER_DAYS), refused.pk: None}
    assert "data-by" in client.get(url("my-application", sent)).content.decode()
    Application.objects.filter(pk=rolling.pk).update(submitted_at=at(days(-settings.ANSWER_DAYS - 1), 12))
    by = {line.application.pk: line.stage.by_on for line in client.get(MY).context["lines"]}
    assert by[rolling.pk] is None, "a day that has gone by is no promise"


def test_what_changed_in_the_call_is_told_to_those_who_applied(client, maker):
    call = make_call(places=2)
    application = make_application(applicant=maker, call=call)
    assert "call-changes" not in client.get(url("my-application", application)).content.decode()
    save_call(call=call, by=make_officer(), note="Vēl viena vieta.", places=3)
    html = client.get(url("my-application", application)).content.decode()
    assert 'id="call-changes"' in html
    assert "Vēl viena vieta." in html


def test_a_draft_whose_call_has_closed_is_not_asked_to_be_finished(client, maker):
    call = make_call()
    draft, on_paper = make_application(applicant=maker, call=call, status=ApplicationStatus.DRAFT), make_on_paper(call=call, is_sent=False)
    while_open = stage_for_applicant(draft, today()).next_step
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    draft, on_paper = (Application.objects.get(pk=row.pk) for row in (draft, on_paper))
    [refusal] = open_problems(draft.call, timezone.now(), is_begun=True)
    stage = stage_for_applicant(draft, today())
    assert (stage.code, stage.next_step) == (StageCode.DRAFT, refusal.message)
    assert stage_for_applicant(on_paper, today()).next_step == while_open  # it came in time
    page = client.get(MY).content.decode()
    assert str(refusal.message) in page
    assert str(while_open) not in page


def test_only_the_most_urgent_of_several_has_the_primary_button(client, maker):
    draft = make_application(applicant=maker, status=ApplicationStatus.DRAFT)
    asked = make_application(applicant=maker, status=ApplicationStatus.CHANGES_REQUESTED)
    body = client.get(MY).content.decode()
    links = [body.partition(f'href="{reverse("popups:application-step", args=[row.reference, "check"])}"')[0].rpartition("<a ")[2]
             for row in (asked, draft)]
    assert ["data-variant" in link for link in links] == [False, True]
