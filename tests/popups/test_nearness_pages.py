"""What others think and decide is on no page of somebody of the office who stands too near, until everybody is told."""

import re
from io import BytesIO
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from popups.choices import NotSelectedReason, Outcome
from popups.lifecycle.applications import comment
from popups.lifecycle.deciding import close_deciding, decide
from popups.lifecycle.results import send_results
from popups.lifecycle.reviewing import declare_conflict, save_review
from popups.models import Application, Call, Conflict
from popups.rules.reviewing import Given
from tests.make import make_officer, make_reviewer
from tests.popups.asking import codes, queries_of, signed_in
from tests.popups.deciding import fresh, give, make_asking, make_closed_call
from tests.popups.reviewing import give as give_out
from tests.popups.test_nearness import make_admin

pytestmark = pytest.mark.django_db
SAID, REMARK, NOTE, REVIEWER = "Vārdi-par-punktiem", "Piezīme-birojā", "Teikums-lēmumā", "Vērtētājdanute"


@pytest.fixture
def world():
    """Two applications, both reviewed, remarked upon and decided by others; the first one is near to `near`."""
    call, other = make_closed_call(places=2), make_officer()
    row, far = make_asking(call, 2)
    reviewer = make_reviewer(last_name=REVIEWER)
    give_out([row, far], reviewer)
    for application, points in ((row, 5), (far, 2)):
        given = {criterion.pk: Given(points, SAID) for criterion in call.criteria.all()}
        save_review(application=application, by=reviewer, scores=given, comment=SAID, submit=True)
    comment(application=row, text=REMARK, by=other)
    decide(application=row, outcome=Outcome.NOT_SELECTED, reason=NotSelectedReason.OTHERS_PREFERRED, note=NOTE, by=other)
    give(far, Outcome.PLACE, by=other)
    return SimpleNamespace(call=Call.objects.get(pk=call.pk), row=fresh([row])[0], far=fresh([far])[0], other=other, reviewer=reviewer)


def pages_of(world) -> list[str]:
    """All pages on which the office reads of scores, remarks, history and decisions."""
    call, name = f"/staff/calls/{world.call.reference}/", world.row.reference
    return [f"/staff/reviews/{name}/", f"/staff/applications/{name}/", f"/staff/applications/{name}/messages/", f"{call}decide/{name}/",
            f"{call}results/{name}/", f"/staff/history/?reference={name}"]


def row_in(text: str, name: str) -> str:
    found = re.search(rf'<(tr|li)[^>]*data-reference="{name}".*?</\1>', text, re.DOTALL)
    assert found, name
    return found[0]


def lists_of(world) -> list[str]:
    call = f"/staff/calls/{world.call.reference}/"
    return [f"{call}ranking/", f"{call}assign/", f"{call}decide/", f"{call}results/", f"{call}fairness/"]


def read_on(answer) -> str:
    """Without what can be chosen in a filter, which names all of the staff."""
    return re.sub(r"<option.*?</option>", "", answer.content.decode(), flags=re.DOTALL)


PLANTED = (SAID, REMARK, NOTE, REVIEWER)


@pytest.mark.parametrize("person", [make_officer, make_admin])
def test_pages_of_the_application_tell_nothing_of_what_others_think_or_decide(world, person):
    near, far = person(), person()
    Conflict.objects.create(application=world.row, reviewer=near)
    read = {word for address in pages_of(world) for word in PLANTED if word in read_on(signed_in(far).get(address))}
    assert read == set(PLANTED), "there is something to be read"
    for address in pages_of(world):
        answer = signed_in(near).get(address)
        assert answer.status_code == 200, address
        assert [word for word in PLANTED if word in read_on(answer)] == [], address
        assert 'name="text"' not in answer.content.decode(), address


@pytest.mark.parametrize("person", [make_officer, make_admin])
def test_its_line_in_every_list_tells_nothing_and_cannot_be_ticked(world, person):
    near, far = person(), person()
    Conflict.objects.create(application=world.row, reviewer=near)
    for address in lists_of(world):
        line = row_in(signed_in(near).get(address).content.decode(), world.row.reference)
        assert "data-kept" in line, address
        assert [mark for mark in ("data-median", REVIEWER, 'type="checkbox"', 'data-outcome="not_selected"', "ds-tag", ">100<") if mark in line
                and not (mark == "ds-tag" and "ranking" in address)] == [], address
        shown = row_in(signed_in(far).get(address).content.decode(), world.row.reference)
        assert "data-kept" not in shown, address
        assert [mark for mark in ("data-median", REVIEWER, "ds-tag", "100") if mark in shown] != [], address


def test_the_place_in_the_order_and_the_filters_do_not_tell_either(world):
    near, call = make_officer(), f"/staff/calls/{world.call.reference}/"
    Conflict.objects.create(application=world.row, reviewer=near)
    client, names = signed_in(near), [world.far.reference, world.row.reference]
    for address in (f"{call}ranking/", f"{call}decide/"):
        text = client.get(address).content.decode()
        assert sorted(names, key=lambda name: text.index(f'data-reference="{name}"')) == names, "the best one stands last, like one without a score"
    for asked in ("ranking/?only=disputed", "ranking/?only=unread", *(f"decide/?show={value}" for value in ("undecided", "not_selected", "reserve", "place"))):
        assert f'data-reference="{world.row.reference}"' not in client.get(f"{call}{asked}").content.decode(), asked


def test_it_is_not_compared_and_its_letter_and_form_do_not_open(world):
    near, call = make_officer(), f"/staff/calls/{world.call.reference}/"
    Conflict.objects.create(application=world.row, reviewer=near)
    client, compare = signed_in(near), f"/staff/reviews/calls/{world.call.reference}/compare/?a={world.row.reference}"
    assert client.get(compare).status_code == 404
    both = client.get(f"{compare}&a={world.far.reference}").content.decode()
    assert (f'data-reference="{world.far.reference}"' in both, f'data-reference="{world.row.reference}"' in both) == (True, False)
    page = client.get(f"{call}decide/{world.row.reference}/")
    assert (codes(page) == set(), 'data-code="stands_near"' in page.content.decode(), 'name="outcome"' in page.content.decode()) == (True, True, False)
    assert 'id="letter"' not in client.get(f"{call}results/{world.row.reference}/").content.decode()
    assert 'id="letter"' in signed_in(world.other).get(f"{call}results/{world.row.reference}/").content.decode()


def test_what_is_sent_to_its_pages_changes_nothing(world):
    near, call = make_officer(), f"/staff/calls/{world.call.reference}/"
    Conflict.objects.create(application=world.row, reviewer=near)
    before = Application.objects.filter(pk=world.row.pk).values_list("status", "decision__outcome", "decision__by").get()
    for address, data in ((f"{call}decide/{world.row.reference}/", {"outcome": "place"}), (f"{call}decide/{world.row.reference}/undo/", {}),
                          (f"{call}ranking/shortlist/", {"a": [world.row.reference]}),
                          (f"{call}decide/many/", {"a": [world.row.reference], "decide": "1", "outcome": "place", "is_confirmed": "on"}),
                          (f"/staff/applications/{world.row.reference}/comment/", {"text": "Ir labi."}),
                          (f"/staff/applications/{world.row.reference}/messages/", {"text": "Ir labi."}),
                          (f"/staff/applications/{world.row.reference}/changes/", {"note": "Lūdzu."}),
                          (f"/staff/applications/{world.row.reference}/shortlist/", {})):
        assert signed_in(near).post(address, data, follow=True).status_code in {200, 422}, address
    assert Application.objects.filter(pk=world.row.pk).values_list("status", "decision__outcome", "decision__by").get() == before
    assert (world.row.comments.count(), world.row.messages.count()) == (1, 0)


def text_of(answer) -> str:
    """A workbook as the words of its cells."""
    content = b"".join(answer.streaming_content)
    if "spreadsheet" not in answer["Content-Type"]:
        return content.decode()
    return " ".join(str(cell) for line in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python() for cell in line)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_for_an_auditor_leaves_it_out_until_everybody_is_told(world, kind):
    near, address = make_officer(), f"/staff/calls/{world.call.reference}/fairness.{kind}"
    Conflict.objects.create(application=world.row, reviewer=near)
    assert world.row.reference in text_of(signed_in(world.other).get(address))
    told = text_of(signed_in(near).get(address))
    assert (world.row.reference in told, world.far.reference in told) == (False, True)
    close_deciding(call=world.call, by=near, decision_number="17", meeting_notes="")
    send_results(call=Call.objects.get(pk=world.call.pk), by=near)
    assert world.row.reference in text_of(signed_in(near).get(address))


def test_once_everybody_is_told_the_office_reads_it_and_still_does_nothing(world):
    near = make_officer()
    Conflict.objects.create(application=world.row, reviewer=near)
    close_deciding(call=world.call, by=near, decision_number="17", meeting_notes="")
    send_results(call=Call.objects.get(pk=world.call.pk), by=near)
    text = "".join(read_on(signed_in(near).get(address)) for address in pages_of(world))
    assert [word for word in PLANTED if word not in text] == []
    for address in lists_of(world)[:1]:
        assert "data-kept" not in signed_in(near).get(address).content.decode()
    assert 'id="steps"' not in signed_in(near).get(f"/staff/applications/{world.row.reference}/").content.decode()


def test_one_click_on_its_page_declares_it_and_one_takes_it_back(world):
    officer = make_officer()
    client, page = signed_in(officer), f"/staff/applications/{world.row.reference}/"
    for address in (page, f"/staff/calls/{world.call.reference}/decide/{world.row.reference}/", f"/staff/reviews/{world.row.reference}/"):
        assert f'action="/staff/reviews/{world.row.reference}/conflict/"' in client.get(address).content.decode(), address
    told = client.post(f"/staff/reviews/{world.row.reference}/conflict/", follow=True)
    assert told.redirect_chain[-1][0] == page, "an officer goes on reading it"
    assert 'id="stands-near"' in told.content.decode()
    text = client.get(page).content.decode()
    assert ('id="stands-near"' in text, 'id="steps"' in text) == (True, False)
    client.post(re.findall(r'action="([^"]+/take-back/)"', text)[0])
    text = client.get(page).content.decode()
    assert ('id="stands-near"' in text, 'id="steps"' in text) == (False, True)


def test_an_officer_who_was_scoring_goes_back_to_the_queue(world):
    client, page = signed_in(make_officer()), f"/staff/reviews/{world.row.reference}/"
    assert 'name="review" value="1"' in client.get(page).content.decode()
    for deed in ("conflict/", "conflict/take-back/"):
        assert client.post(f"{page}{deed}", {"review": "1"})["Location"] == f"/staff/reviews/calls/{world.call.reference}/"


def test_a_conflict_costs_no_query_for_each_application(world):
    near, call = make_officer(), world.call
    few = make_asking(call, 1)
    declare_conflict(application=few[0], by=near)
    client, lists = signed_in(near), [address for address in lists_of(world) if "results" not in address]
    before = [queries_of(client, address) for address in lists]
    for row in make_asking(call, 29):
        Conflict.objects.create(application=row, reviewer=near)
    assert [queries_of(client, address) for address in lists] == before
    assert max(before) <= 25
    assert queries_of(client, f"/staff/applications/{few[0].reference}/") <= 25
    assert queries_of(client, f"/staff/calls/{call.reference}/decide/{few[0].reference}/") <= 25


def test_a_reviewer_who_stands_near_never_reads_it_even_after_the_results(world):
    Conflict.objects.create(application=world.row, reviewer=world.reviewer)
    decided_by = make_officer()
    close_deciding(call=world.call, by=decided_by, decision_number="17", meeting_notes="")
    send_results(call=Call.objects.get(pk=world.call.pk), by=decided_by)
    client = signed_in(world.reviewer)
    assert {client.get(address).status_code for address in pages_of(world)[:2]} == {404}
    assert world.row.reference not in client.get("/staff/history/").content.decode()
    assert client.get(f"/staff/reviews/{world.far.reference}/").status_code == 200
