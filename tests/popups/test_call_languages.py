"""What a call asks and scores by is read in the reader's language; what falls back to another one says which, and is text, never markup."""

import pytest
from django.urls import reverse
from django.utils import translation

from popups.models import CallQuestion, Criterion
from tests.make import make_application, make_call, make_reviewer
from tests.popups.applying import page_of
from tests.popups.reviewing import give

pytestmark = pytest.mark.django_db
GERMAN = {"accept-language": "de"}


@pytest.fixture
def call():
    call = make_call(criteria=0)
    CallQuestion.objects.create(call=call, code="q_light", widget="choice", texts={
        "lv": {"label": "Vai vajag gaismu?", "help": "Vakaros <b>ir</b> tumšs & auksts."}, "de": {"label": "Brauchen Sie Licht?"}},
        choices=[{"code": "ja", "texts": {"lv": "Jā, ļoti"}}, {"code": "ne", "texts": {"lv": "Nē", "de": "Nein danke"}}])
    CallQuestion.objects.create(call=call, code="q_sound", position=2, texts={"lv": {"label": "Cik skaļi <i>?"}})
    Criterion.objects.create(call=call, texts={"lv": {"name": "Dzīvība ielā", "help": "Cik <b>daudz</b>?"}}, anchors={"5": {"lv": "Ļoti <u>"}})
    return call


def test_words_of_another_language_carry_it_and_those_of_the_readers_do_not(client, call):
    application = make_application(call=call, status="draft")
    client.force_login(application.applicant.user)
    page = client.get(page_of(application, "what"), headers=GERMAN).content.decode()
    assert "Brauchen Sie Licht?" in page
    assert 'lang="de">Brauchen' not in page
    for words in ("Vakaros ", "Jā, ļoti", "Cik skaļi "):
        assert f'<span lang="lv">{words}' in page
    assert '<span lang="lv">Nē' not in page
    client.cookies.clear()
    client.force_login(application.applicant.user)
    assert '<span lang="lv">' not in client.get(page_of(application, "what"), headers={"accept-language": "lv"}).content.decode()


def test_what_an_officer_wrote_is_text_and_never_markup(client, call):
    application = make_application(call=call, status="draft")
    client.force_login(application.applicant.user)
    for headers in (GERMAN, {"accept-language": "lv"}):
        page = client.get(page_of(application, "what"), headers=headers).content.decode()
        assert "<b>ir</b>" not in page
        assert "&lt;b&gt;ir&lt;/b&gt; tumšs &amp; auksts" in page
        assert "skaļi &lt;i&gt;?" in page


def test_criteria_and_their_points_do_so_on_the_page_of_a_review(client, call):
    application, reviewer = make_application(call=call), make_reviewer()
    give([application], reviewer)
    client.force_login(reviewer)
    page = client.get(reverse("popups:review", args=[application.reference]), headers=GERMAN).content.decode()
    assert '<span lang="lv">Dzīvība ielā</span>' in page
    assert '<span lang="lv">Ļoti &lt;u&gt;</span>' in page
    assert '<span lang="lv">Cik &lt;b&gt;daudz&lt;/b&gt;?</span>' in page
    assert "<b>daudz</b>" not in page


def test_outside_of_a_page_they_are_plain_words(call):
    with translation.override("de"):
        criterion = call.criteria.get()
        assert f"{criterion.name}: {criterion.help_text}" == "Dzīvība ielā: Cik <b>daudz</b>?"
        assert criterion.points[-1] == (5, "Ļoti <u>")
