"""Papers in a blind call: what an officer opened is read without names, the rest by nobody."""

import re
from io import BytesIO

import pytest
from PIL import Image

from popups.choices import ApplicationStatus, PaperKind, Verb
from popups.lifecycle.blind_papers import close_to_reviewers, open_to_reviewers
from popups.lifecycle.reviewing import declare_conflict
from popups.models import Paper
from tests import make
from tests.popups.asking import queries_of, signed_in
from tests.popups.blind import (
    PLANTED,
    add_paper,
    address_of,
    keys_on,
    make_world,
    whole,
)
from tests.popups.reviewing import give
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_world()


def test_opened_pictures_are_made_anew_under_a_name_that_says_nothing_and_the_rest_stays_closed(world):
    reviewer, officer = signed_in(world.reviewer), signed_in(make.make_officer())
    image, _document, *closed = [address_of(paper) for paper in world.papers]
    told = reviewer.get(image)
    assert told.status_code == 200
    assert "1.webp" in told["Content-Disposition"]
    assert not Image.open(BytesIO(told.content)).getexif()
    assert b"Zelma" in b"".join(officer.get(image).streaming_content)
    assert [reviewer.get(address).status_code for address in closed] == [404, 404, 404]
    assert [officer.get(address).status_code for address in closed] == [200, 200, 200]


def looks_on(response) -> list[str]:
    return re.findall(r'<img class="paper-look" src="([^"]+)"', response.content.decode())


def test_the_office_looks_at_a_picture_where_it_opens_it_and_nobody_else_gets_it(world):
    """Certificates stay links, and who stands too near has nothing to open and so nothing to look at."""
    pages = (f"/staff/calls/{world.blind.call.reference}/papers/?all=1", f"/staff/applications/{world.blind.reference}/")
    officer, image = make.make_officer(), address_of(world.papers[0])
    for page in pages:
        shown = signed_in(officer).get(page)
        assert looks_on(shown) == [address_of(paper) for paper in world.papers if paper.content_type == "image/jpeg" and paper.kind == PaperKind.PORTFOLIO]
        assert "img-src 'self'" in shown["Content-Security-Policy"]
    picture = signed_in(officer).get(image)
    assert (picture["Content-Type"], picture["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert picture["Cache-Control"] == "private, no-store"
    assert [signed_in(person).get(image).status_code for person in (make.make_user(), make.make_surveyor())] == [404, 404]
    declare_conflict(application=world.blind, by=officer)
    assert [looks_on(signed_in(officer).get(page)) for page in pages] == [[], []]


def test_an_opened_document_comes_without_its_properties_under_a_name_that_says_nothing(world):
    reviewer, officer = signed_in(world.reviewer), signed_in(make.make_officer())
    address = address_of(world.papers[1])
    assert b"Zelma" in b"".join(officer.get(address).streaming_content)
    told = reviewer.get(address)
    assert (told.status_code, told["Content-Type"]) == (200, "application/pdf")
    assert "2.pdf" in told["Content-Disposition"]
    assert [word for word in PLANTED if word.casefold() in whole(told)] == []
    assert len(told.content) == world.papers[1].size, "nothing of it has moved"


def test_what_an_officer_opened_is_closed_again_as_easily(world):
    reviewer, officer, paper = signed_in(world.reviewer), signed_in(make.make_officer()), world.papers[1]
    page = f"/staff/applications/{world.blind.reference}/"
    assert f'action="/staff/papers/{paper.key}/close/"' in officer.get(page).content.decode()
    for _time in range(2):
        officer.post(f"/staff/papers/{paper.key}/close/")
    assert reviewer.get(address_of(paper)).status_code == 404
    officer.post(re.findall(rf'action="(/staff/papers/{paper.key}/open/)"', officer.get(page).content.decode())[0])
    assert reviewer.get(address_of(paper)).status_code == 200
    verbs = list(world.blind.history.filter(verb__in=(Verb.PAPER_OPENED, Verb.PAPER_CLOSED), note=paper.file_name).order_by("pk").values_list("verb", flat=True))
    assert verbs == [Verb.PAPER_OPENED, Verb.PAPER_CLOSED, Verb.PAPER_OPENED]


@pytest.mark.parametrize(("kind", "content_type", "content", "code"), [
    (PaperKind.REGISTRATION, "application/pdf", b"%PDF-1.7 x", "paper_names"), (PaperKind.INSURANCE, "image/png", b"x", "paper_names"),
    (PaperKind.OTHER, "application/vnd.etsi.asic-e+zip", b"PK", "paper_names"),
    (PaperKind.OTHER, "application/pdf", b"%PDF-1.7 /Encrypt 3 0 R", "paper_tells_maker")])
def test_what_names_people_by_its_nature_is_never_opened(world, kind, content_type, content, code):
    paper = add_paper(world.blind, kind, "n.bin", content_type, content)
    with pytest.raises(Refused) as refused:
        open_to_reviewers(paper=paper, by=make.make_officer())
    assert refused.value.codes == [code]
    Paper.objects.filter(pk=paper.pk).update(names_nobody=True)  # as if its kind had been changed since
    if code == "paper_names":
        assert signed_in(world.reviewer).get(address_of(paper)).status_code == 404


def test_who_stands_too_near_opens_no_paper(world):
    officer = make.make_officer()
    declare_conflict(application=world.blind, by=officer)
    for verb in (open_to_reviewers, close_to_reviewers):
        with pytest.raises(Refused) as refused:
            verb(paper=Paper.objects.get(pk=world.papers[3 if verb is open_to_reviewers else 0].pk), by=officer)
        assert refused.value.codes == ["stands_near"]


def test_a_call_that_is_not_blind_asks_nothing_of_its_papers(world):
    plain = make.make_application(call=make.make_call(days_left=-1), unit=make.make_unit())
    paper, reviewer = add_paper(plain, PaperKind.REGISTRATION, "plain.pdf", "application/pdf", b"%PDF- Zelma"), make.make_reviewer()
    give([plain], reviewer)
    told = signed_in(reviewer).get(address_of(paper))
    assert b"Zelma" in b"".join(told.streaming_content)
    assert paper.file_name.split()[-1] in told["Content-Disposition"]
    officer = signed_in(make.make_officer())
    assert "data-blindness" not in officer.get(f"/staff/applications/{plain.reference}/").content.decode()
    assert officer.get(f"/staff/calls/{plain.call.reference}/papers/").status_code == 404
    with pytest.raises(Refused) as refused:
        open_to_reviewers(paper=paper, by=make.make_officer())
    assert refused.value.codes == ["not_blind"]


def test_the_office_finds_all_papers_that_wait_for_a_look_on_one_page(world):
    client, address = signed_in(make.make_officer()), f"/staff/calls/{world.call.reference}/papers/"
    assert keys_on(client.get(address)) == [world.papers[3].key, world.papers[4].key]
    assert keys_on(client.get(f"{address}?all=1")) == [world.papers[number].key for number in (0, 1, 3, 4)]
    assert 'data-papers="2"' in client.get(f"/staff/calls/{world.call.reference}/assign/").content.decode()
    told = client.post(f"/staff/papers/{world.papers[4].key}/open/", {"from_call": "1"})
    assert told["Location"] == address
    assert keys_on(client.get(address)) == [world.papers[3].key]


def test_the_page_of_papers_costs_the_same_queries_with_one_and_with_thirty(world):
    client, address = signed_in(make.make_officer()), f"/staff/calls/{world.call.reference}/papers/?all=1"
    few = queries_of(client, address)
    for number in range(30):
        add_paper(world.blind, PaperKind.OTHER, f"{number}.png", "image/png", b"x")
    assert len(keys_on(client.get(address))) == 34
    assert queries_of(client, address) == few <= 25


def test_applicants_of_a_blind_call_are_told_what_reviewers_see_before_they_add_papers(client):
    for is_blind in (True, False):
        call = make.make_call(is_blind=is_blind)
        draft = make.make_application(call=call, status=ApplicationStatus.DRAFT)
        client.force_login(draft.applicant.user)
        page = client.get(f"/apply/{draft.reference}/needs/")
        assert page.status_code == 200
        assert ('id="blind-papers"' in page.content.decode()) is is_blind
