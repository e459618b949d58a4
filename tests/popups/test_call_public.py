"""Calls as the public reads them: the list, the page of one, and the front page."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from popups.choices import CallState
from popups.lifecycle.calls import save_call
from popups.models import Call, Criterion
from popups.reports.public_call import call_facts
from popups.rules.call_fit import open_problems
from tests.make import days, make_applicant, make_application, make_area, make_call, make_officer, make_unit, make_user
from tests.popups.asking import queries_of, references, signed_in
from vacancies.dates import deadline

pytestmark = pytest.mark.django_db
LIST = "/calls/"


def page_of(call: Call) -> str:
    return reverse("popups:call-detail", args=[call.reference])


def in_every_state() -> dict[CallState, Call]:
    now, officer = timezone.now(), make_officer()
    decided = {"decided_at": now, "decided_by": officer}
    return {
        CallState.ANNOUNCED: make_call(opened_days_ago=-3), CallState.OPEN: make_call(),
        CallState.CLOSED: make_call(days_left=-1), CallState.DECIDED: make_call(days_left=-2, **decided),
        CallState.SENT: make_call(days_left=-3, **decided, results_sent_at=now, results_sent_by=officer)}


def test_a_draft_is_nowhere_to_be_seen(client):
    draft, shown = make_call(is_released=False, title="Slepens"), make_call()
    assert client.get(page_of(shown)).status_code == 200
    assert client.get(page_of(draft)).status_code == 404
    assert references(client.get(LIST)) == [shown.reference]
    assert "Slepens" not in client.get("/").content.decode()


def test_every_call_says_where_it_stands_and_only_an_open_one_can_be_applied_to(client):
    for state, call in in_every_state().items():
        html = client.get(page_of(call)).content.decode()
        assert re.search(r'id="standing" data-state="([a-z]+)"', html).group(1) == state.value
        assert (f"/apply/?call={call.reference}" in html) is (state is CallState.OPEN), state
        assert html.index("<h1") < html.index('id="standing"'), "what it is comes before where it stands"


def test_the_list_has_running_calls_before_past_ones(client):
    calls = in_every_state()
    html = client.get(LIST).content.decode()
    running, past = html.split('id="past"')
    assert set(re.findall(r'data-reference="([^"]+)"', running)) == {
        calls[CallState.ANNOUNCED].reference, calls[CallState.OPEN].reference}
    assert re.findall(r'data-reference="([^"]+)"', past) == [
        calls[state].reference for state in (CallState.CLOSED, CallState.DECIDED, CallState.SENT)]


def test_past_calls_come_in_pages(client):
    calls = [make_call(opened_days_ago=90, days_left=-number) for number in range(1, 24)]
    first = client.get(LIST)
    assert references(first) == [call.reference for call in calls[:20]]
    older = re.search(r'href="\?(after=[^"]+)"', first.content.decode()).group(1)
    assert references(client.get(f"{LIST}?{older}")) == [call.reference for call in calls[20:]]


def test_the_front_page_shows_open_calls_and_nothing_where_there_is_none(client):
    assert 'id="open-calls"' not in client.get("/").content.decode()
    calls = in_every_state()
    html = client.get("/").content.decode()
    assert [call.reference for call in calls.values() if page_of(call) in html] == [calls[CallState.OPEN].reference]


def test_the_page_tells_everything_that_people_decide_by(client):
    area, named = make_area(name="Vecpilsēta"), make_unit(latitude=57.5)
    inside, hidden = make_unit(), make_unit(is_published=False, name="Noslēpums")
    call = make_call(kinds=["maker", "ngo"], activities=["crafts"], places=3, shortest_days=14, longest_days=61,
                     commercial_until=days(90))
    call.units.set([named, hidden])
    call.areas.set([area])
    call.texts.filter(language="lv").update(purpose="Lai skatlogi dzīvo.", support="Bezmaksas plaukti.")
    Criterion.objects.filter(call=call, position=1).update(anchors={"1": {"lv": "Gandrīz nemaz"}, "5": {"lv": "Lieliski"}})
    call.asked_papers.create(paper="food", goods="food", is_required=True)
    call.questions.create(code="q_1", widget="yes_no", texts={"lv": {"label": "Vai ir logs?"}})
    call.questions.create(code="q_2", texts={"lv": {"label": "Cik liels?"}}, only_if={"code": "q_1", "value": True})
    html = client.get(page_of(call), headers={"accept-language": "lv"}).content.decode()
    for said in ("Vasara veikalos", "Lai skatlogi dzīvo.", "Bezmaksas plaukti.", "Gandrīz nemaz", "Lieliski", "Kritērijs 1",
                 "Vecpilsēta", named.name, inside.name, "Vai ir logs?", "<dd>2 nedēļas</dd>", "61", "<dd>3</dd>", 'id="businesses-first"', 'id="papers"'):
        assert said in html, said
    assert "Noslēpums" not in html
    assert [html.count(f"„{said}”") for said in ("Vai ir logs?", "Cik liels?")] == [1, 0], "the second is asked after a yes to the first"


@pytest.mark.parametrize(("language", "title", "says_so"), [
    ("lv", "Vasara veikalos", False), ("en", "Summer in the shops", False), ("de", "Vasara veikalos", True)])
def test_a_call_is_read_in_the_readers_language_else_in_the_towns_and_that_is_said(client, language, title, says_so):
    call = make_call()
    html = client.get(page_of(call), headers={"accept-language": language}).content.decode()
    assert f">{title}</h1>" in html
    assert ('data-other-language="lv"' in html) is says_so
    assert ('<h1 lang="lv">' in html) is says_so


def test_a_part_that_is_not_translated_says_its_language(client):
    call = make_call()
    Criterion.objects.filter(call=call, position=2).update(texts={"lv": {"name": "Prieks"}})
    english = client.get(page_of(call), headers={"accept-language": "en"}).content.decode()
    assert '<strong lang="lv">Prieks</strong>' in english
    assert 'id="other-parts"' in english
    assert 'id="other-parts"' not in client.get(page_of(call), headers={"accept-language": "lv"}).content.decode()


def test_of_a_text_that_is_translated_in_part_the_rest_is_read_in_the_towns_language(client):
    call = make_call()
    call.texts.filter(language="lv").update(title="Vasara", summary="Īsi.", purpose="Lai dzīvo.", support="Plaukti.")
    call.texts.filter(language="en").update(title="Summer", summary="", purpose="", support="Shelves.")
    english = client.get(page_of(call), headers={"accept-language": "en"}).content.decode()
    for said in ("<h1>Summer</h1>", '<p class="page-lead" lang="lv">Īsi.</p>', '<div class="measure" lang="lv"><p>Lai dzīvo.</p>', "<p>Shelves.</p>"):
        assert said in english, said
    assert "Plaukti." not in english
    assert 'id="other-parts"' in english
    call.texts.filter(language="en").update(title="")
    english = client.get(page_of(call), headers={"accept-language": "en"}).content.decode()
    assert '<h1 lang="lv">Vasara</h1>' in english
    assert "<p>Shelves.</p>" in english


def test_what_changed_after_it_opened_is_shown_without_what_is_inside_the_office(client):
    call = make_call(places=2)
    assert 'id="changes"' not in client.get(page_of(call)).content.decode()
    save_call(call=Call.objects.get(pk=call.pk), by=make_officer(first_name="Ilze", last_name="Ozola"), places=4, reviews_wanted=5, note="Vēl divas.")
    html = client.get(page_of(call)).content.decode()
    assert "Vēl divas." in html
    assert [told.what for change in call_facts(call, timezone.now()).changes for told in change.lines] == ["places"]
    assert "Ozola" not in html


def test_who_applied_finds_the_way_back_and_nobody_else_does():
    call, maker = make_call(), make_user()
    draft = make_application(call=call, applicant=make_applicant(user=maker), status="draft")
    assert reverse("popups:application-step", args=[draft.reference, "check"]) in signed_in(maker).get(page_of(call)).content.decode()
    assert draft.reference not in signed_in(make_user()).get(page_of(call)).content.decode()


def test_the_pages_cost_the_same_with_one_and_with_thirty(client):
    call = make_call(places=1)
    make_call(days_left=-1)
    call.units.add(make_unit())
    before = [queries_of(client, address) for address in (LIST, page_of(call), "/")]
    for number in range(29):
        make_call(days_left=number + 1)
        make_call(opened_days_ago=90, days_left=-number - 2)
        call.units.add(make_unit())
        call.questions.create(code=f"q_{number}", texts={"lv": {"label": "?"}})
    assert [queries_of(client, address) for address in (LIST, page_of(call), "/")] == before
    assert max(before) <= 25


def test_a_call_that_closed_a_moment_ago_takes_nothing_more(client):
    call = make_call()
    assert "/apply/?call=" in client.get(page_of(call)).content.decode()
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert "/apply/?call=" not in client.get(page_of(call)).content.decode()


@pytest.mark.parametrize(("language", "closes", "said"), [
    ("lv", time(0, 0), "05.12.2026. 24:00"), ("lv", time(16, 30), "06.12.2026. 16:30"),
    ("de", time(0, 0), "05.12.2026 24:00"), ("en", time(0, 0), "5 Dec 2026 23:59"),
])
def test_a_call_that_closes_at_midnight_names_the_day_that_people_count_by(language, closes, said):
    moment = timezone.make_aware(datetime.combine(date(2026, 12, 6), closes))
    with translation.override(language):
        assert deadline(moment).replace("\u202f", " ").replace("\xa0", " ") == said


@pytest.mark.parametrize(("opened", "left"), [(10, -1), (-5, 20)])
def test_whoever_has_written_nothing_yet_is_not_told_that_it_is_kept(client, opened, left):
    """The sentence of one who begins is the beginning of that of one who sends."""
    call = make_call(opened_days_ago=opened, days_left=left)
    [begins], [sends] = (open_problems(call, timezone.now(), is_begun=is_begun) for is_begun in (False, True))
    assert begins.code == sends.code and str(begins.message) != str(sends.message)
    page = client.get(reverse("popups:application-start"), {"call": call.reference}).content.decode()
    assert str(begins.message) in page and str(sends.message) not in page
