"""Applications that look like the same one: shown, settled by hand, never removed."""

import pytest
from django.urls import reverse

from popups.choices import Verb
from popups.lifecycle.repeats import settle_repeat
from popups.models import Application, History, SettledRepeat
from popups.rules.repeats import Alike, likely_repeats, waiting_marks, waiting_repeats
from tests.make import make_applicant, make_application, make_call, make_officer, make_reviewer, make_unit, make_user
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db


def two(call=None, one=None, other=None, **answers) -> list[Application]:
    """Of two people, with these profiles."""
    return [make_application(applicant=make_applicant(**profile), call=call, **answers) for profile in (one or {}, other or {})]


@pytest.mark.parametrize(("one", "other", "title", "shared"), [
    ({"registration_number": "LV 4000-3"}, {"registration_number": "lv40003"}, {}, Alike.REGISTRATION),
    ({"phone": "+371 29 111 222"}, {"phone": "29111222"}, {}, Alike.PHONE),
    ({"name": "Māla  Darbnīca"}, {"name": "mala darbnica"}, {"title": "Krūzes"}, Alike.NAME)])
def test_what_two_applications_share_is_found_however_it_is_written(one, other, title, shared):
    first, second = two(make_call(), one, other, **title)
    [pair] = likely_repeats(first.call)
    assert (pair.first, pair.second, pair.shared) == (first.pk, second.pk, (shared,))
    assert pair.is_repeat is None


def test_the_same_person_twice_shares_the_e_mail():
    applicant = make_applicant()
    call = make_call()
    for _ in range(2):
        make_application(applicant=applicant, call=call)
    [pair] = likely_repeats(call)
    assert Alike.EMAIL in pair.shared


def test_of_a_draft_nothing_is_said_since_nobody_but_its_author_knows_it():
    sent, draft = make_application(), make_application(status="draft")
    with pytest.raises(Refused) as refused:
        settle_repeat(one=draft, other=sent, is_repeat=True, by=make_officer())
    assert refused.value.codes == ["not_a_pair"]
    assert not draft.history.filter(verb=Verb.REPEAT_SETTLED).exists()


def test_empty_values_and_half_a_phone_are_nothing_in_common():
    two(None, {"phone": "123"}, {"phone": "123"})
    assert likely_repeats(None) == []


def test_another_call_a_draft_and_a_withdrawn_one_do_not_count():
    profile = {"registration_number": "40003"}
    call = make_call()
    first = make_application(applicant=make_applicant(**profile), call=call)
    make_application(applicant=make_applicant(**profile), call=make_call())
    make_application(applicant=make_applicant(**profile))
    make_application(applicant=make_applicant(**profile), call=call, status="draft")
    make_application(applicant=make_applicant(**profile), call=call, status="withdrawn")
    assert likely_repeats(call) == []
    assert waiting_repeats() == []
    second = make_application(applicant=make_applicant(**profile), call=call)
    assert [(pair.first, pair.second) for pair in likely_repeats(call)] == [(first.pk, second.pk)]
    assert waiting_marks() == {first.pk, second.pk}


def test_what_is_settled_stays_settled_and_may_be_said_anew():
    first, second = two(None, {"phone": "29111222"}, {"phone": "29111222"})
    officer = make_officer()
    settle_repeat(one=second, other=first, is_repeat=True, by=officer)
    assert [pair.is_repeat for pair in likely_repeats(None)] == [True]
    assert waiting_repeats() == []
    settle_repeat(one=first, other=second, is_repeat=False, by=officer)
    assert SettledRepeat.objects.get().is_repeat is False
    assert History.objects.filter(verb=Verb.REPEAT_SETTLED).count() == 4
    assert Application.objects.filter(pk__in=[first.pk, second.pk]).count() == 2


def test_only_two_of_the_same_call_can_repeat_each_other():
    first, second = make_application(call=make_call()), make_application(call=make_call())
    for other in (second, first):
        with pytest.raises(Refused) as refused:
            settle_repeat(one=first, other=other, is_repeat=True, by=make_officer())
        assert refused.value.codes == ["not_a_pair"]


def many(number: int, call) -> None:
    user, unit = make_user(), make_unit()
    source = make_application(applicant=make_applicant(user=user), unit=unit, call=call)
    rows = [Application(reference=f"A-X{place:04d}", applicant=make_applicant(phone=f"29{place // 2:06d}"), call=call, status=source.status,
                        title="T", activity=source.activity, submitted_at=source.submitted_at) for place in range(number)]
    Application.objects.bulk_create(rows)


@pytest.mark.parametrize("number", [2, 60])
def test_however_many_there_are_two_queries_find_them(number, django_assert_num_queries):
    call = make_call()
    many(number, call)
    with django_assert_num_queries(2):
        assert len(likely_repeats(call)) == number // 2


def test_a_phone_that_a_whole_school_shares_pairs_nobody():
    call = make_call()
    for place in range(21):
        row = make_applicant(phone="29111222")
        Application.objects.create(reference=f"A-Y{place:04d}", applicant=row, call=call, status="submitted",
                                   submitted_at=call.opens_at, title=f"T{place}")
    assert likely_repeats(call) == []


def test_the_officer_sees_it_on_the_application_and_says_what_it_is(client):
    first, second = two(None, {"phone": "29111222"}, {"phone": "29111222"})
    client.force_login(make_officer())
    page = reverse("popups:staff-application", args=[second.reference])
    assert f'data-reference="{first.reference}" data-answer="open"' in client.get(page).content.decode()
    answer = client.post(reverse("popups:repeat-settle", args=[second.reference, first.reference]), {"answer": "repeat", "back": page})
    assert answer.url == page
    assert f'data-reference="{first.reference}" data-answer="repeat"' in client.get(page).content.decode()


def test_the_list_marks_them_and_leads_to_all_pairs(client):
    first, second = two(None, {"phone": "29111222"}, {"phone": "29111222"})
    client.force_login(make_officer())
    assert 'id="to-repeats"' in client.get(reverse("popups:staff-application-list")).content.decode()
    pairs = reverse("popups:repeat-list")
    assert f'data-pair="{first.reference} {second.reference}"' in client.get(pairs).content.decode()
    settle_repeat(one=first, other=second, is_repeat=False, by=make_officer())
    assert "data-pair=" not in client.get(pairs).content.decode()
    assert 'id="to-repeats"' not in client.get(reverse("popups:staff-application-list")).content.decode()


def test_reviewers_read_nothing_about_repeats(client):
    first, second = two(None, {"phone": "29111222"}, {"phone": "29111222"})
    client.force_login(make_reviewer())
    assert 'id="repeats"' not in client.get(reverse("popups:staff-application", args=[second.reference])).content.decode()
    assert client.get(reverse("popups:repeat-list")).status_code == 404
    assert client.post(reverse("popups:repeat-settle", args=[second.reference, first.reference]), {"answer": "repeat"}).status_code == 404
    assert not SettledRepeat.objects.exists()


def test_an_unknown_answer_or_a_foreign_way_back_does_nothing_bad(client):
    first, second = two(None, {"phone": "29111222"}, {"phone": "29111222"})
    client.force_login(make_officer())
    address = reverse("popups:repeat-settle", args=[second.reference, first.reference])
    answer = client.post(address, {"answer": "maybe", "back": "//evil.example/"})
    assert answer.url == reverse("popups:staff-application", args=[second.reference])
    assert not SettledRepeat.objects.exists()


@pytest.mark.parametrize("number", [2, 30])
def test_the_page_of_pairs_costs_the_same_however_many(client, number, django_assert_max_num_queries):
    call = make_call()
    many(number, call)
    client.force_login(make_officer())
    with django_assert_max_num_queries(10):
        page = client.get(reverse("popups:repeat-list"), {"call": call.reference})
    assert page.content.decode().count("data-pair=") == number // 2


def test_the_page_of_a_call_leads_to_what_looks_alike_in_it(client):
    call = make_call()
    client.force_login(make_officer())
    address = f"{reverse('popups:repeat-list')}?call={call.reference}"
    assert f'href="{address}"' in client.get(reverse("popups:staff-call", args=[call.reference])).content.decode()
    assert client.get(address).context["call"] == call
