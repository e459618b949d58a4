"""The talk between an applicant and the office: who reads it, what is new, and how often a letter tells of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from popups.choices import ApplicationStatus, LetterKind, Verb
from popups.lifecycle.messages import write_message
from popups.lifecycle.stripping import nobody
from popups.models import Application, History, Letter, Message
from popups.tick import tell_of_talks
from tests.make import days, make_applicant, make_application, make_officer, make_reviewer, make_surveyor, make_user
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
TO_APPLICANT, TO_OFFICE = LetterKind.MESSAGE_TO_APPLICANT, LetterKind.MESSAGE_TO_OFFICE


def letters(kind) -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def say(application, text, *, from_office=False, by=None) -> Message:
    by = by or (make_officer() if from_office else application.applicant.user)
    return write_message(application=application, text=text, by=by, is_from_office=from_office)


def an_hour_later() -> None:
    Letter.objects.update(written_at=timezone.now() - timedelta(minutes=61))
    Message.objects.update(at=timezone.now() - timedelta(minutes=30))


def mine(name, application) -> str:
    return reverse(f"popups:{name}", args=[application.reference])


def test_a_message_of_the_applicant_reaches_the_office_and_the_officer_who_wrote_last():
    application, officer = make_application(), make_officer()
    say(application, "Vai drīkst krāsot?")
    assert letters(TO_OFFICE)[0].to_user is None, "nobody has written yet: the office as a whole"
    say(application, "Drīkst.", from_office=True, by=officer)
    an_hour_later()
    say(application, "Paldies!")
    assert letters(TO_OFFICE)[-1].to_user == officer
    assert "Paldies!" in letters(TO_OFFICE)[-1].text


@pytest.mark.django_db(transaction=True)
def test_a_message_of_the_office_reaches_the_applicant_at_once_with_its_words():
    application = make_application()
    mail.outbox.clear()
    say(application, "Lūdzu, atsūtiet plānu.", from_office=True)
    letter = letters(TO_APPLICANT)[0]
    assert letter.to_user == application.applicant.user
    assert letter.sent_at is not None
    assert [message.to for message in mail.outbox] == [[application.applicant.user.email]]
    assert "atsūtiet plānu" in mail.outbox[0].body


def test_ten_messages_in_an_hour_are_one_letter_and_one_more_when_the_hour_is_over():
    application = make_application()
    for number in range(10):
        say(application, f"Vēl kas {number}", from_office=True)
    assert len(letters(TO_APPLICANT)) == 1
    assert tell_of_talks(days(0)).count == 0, "the hour is not over"
    Letter.objects.update(written_at=timezone.now() - timedelta(minutes=61))
    first = Message.objects.earliest("pk")
    Message.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(minutes=62))
    assert tell_of_talks(days(0)).count == 1
    assert tell_of_talks(days(0)).count == 0
    last = letters(TO_APPLICANT)[-1]
    assert "Vēl kas 9" in last.text
    assert "Vēl kas 0" not in last.text, "the first letter told it"


def test_what_was_read_meanwhile_gets_no_letter(client):
    application = make_application()
    for text in ("Viens", "Divi"):
        say(application, text, from_office=True)
    client.force_login(application.applicant.user)
    client.post(mine("my-messages-read", application), {"upto": Message.objects.latest("pk").pk})
    an_hour_later()
    assert tell_of_talks(days(0)).count == 0


def test_reading_marks_only_what_was_shown_and_only_the_other_sides(client):
    application = make_application()
    shown, own = say(application, "Viens", from_office=True), say(application, "Mans")
    Message.objects.update(read_at=None)
    later = say(application, "Divi", from_office=True)
    Message.objects.update(read_at=None)
    client.force_login(application.applicant.user)
    client.post(mine("my-messages-read", application), {"upto": own.pk})
    assert [Message.objects.get(pk=row.pk).read_at is not None for row in (shown, own, later)] == [True, False, False]
    client.post(mine("my-messages-read", application), {"upto": "x" * 40})
    assert Message.objects.get(pk=later.pk).read_at is None


def test_looking_marks_nothing_as_read(client):
    application = make_application()
    say(application, "Viens", from_office=True)
    client.force_login(application.applicant.user)
    assert b"data-read-now" in client.get(mine("my-messages", application)).content
    assert Message.objects.get().read_at is None


def test_an_answer_marks_what_came_before_as_read():
    application = make_application()
    question = say(application, "Viens", from_office=True)
    say(application, "Divi")
    question.refresh_from_db()
    assert question.read_at is not None


def test_new_messages_stand_on_my_page_and_on_today(client):
    application = make_application()
    say(application, "Viens", from_office=True)
    client.force_login(application.applicant.user)
    assert b"data-news" in client.get(reverse("popups:my-page")).content
    say(application, "Divi")
    assert b"data-news" not in client.get(reverse("popups:my-page")).content
    client.force_login(make_officer())
    groups = {group.code: group for group in client.get(reverse("popups:staff-today")).context["groups"]}
    assert [need.href for need in groups["messages"].needs] == [mine("staff-messages", application)]
    say(application, "Trīs", from_office=True)
    assert "messages" not in {group.code for group in client.get(reverse("popups:staff-today")).context["groups"]}


def test_applicants_do_not_learn_who_of_the_staff_writes_and_officers_do(client):
    application, officer = make_application(), make_officer(first_name="Ināra", last_name="Ozola")
    say(application, "Labdien!", from_office=True, by=officer)
    client.force_login(application.applicant.user)
    page = client.get(mine("my-messages", application)).content.decode()
    assert "Labdien!" in page
    assert "Ozola" not in page + letters(TO_APPLICANT)[0].text
    client.force_login(make_officer())
    assert "Ozola" in client.get(mine("staff-messages", application)).content.decode()


def test_reviewers_surveyors_and_strangers_find_no_talk(client):
    application = make_application()
    say(application, "Slepens teikums")
    for person in (make_reviewer(), make_surveyor(), make_applicant().user, make_user()):
        client.force_login(person)
        for name in ("my-messages", "staff-messages"):
            assert client.get(mine(name, application)).status_code == 404
            assert client.post(mine(name, application), {"text": "x"}).status_code == 404
    client.force_login(make_reviewer())
    assert "Slepens teikums" not in client.get(reverse("popups:staff-application", args=[application.reference])).content.decode()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("side", ["my-messages", "staff-messages"])
def test_an_empty_message_is_refused_and_a_form_sent_twice_is_one_message(client, side):
    application = make_application()
    client.force_login(application.applicant.user if side == "my-messages" else make_officer())
    assert client.post(mine(side, application), {"text": "  "}).status_code == 422
    form = {"text": "Labdien!", "once": "00000000-0000-4000-8000-000000000001"}
    assert [client.post(mine(side, application), form).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.get().text == "Labdien!"


def test_a_draft_is_no_talk_yet_and_what_was_typed_is_kept(client):
    draft = make_application(status=ApplicationStatus.DRAFT)
    with pytest.raises(Refused) as refused:
        say(draft, "Labdien!")
    assert refused.value.codes == ["not_sent"]
    client.force_login(draft.applicant.user)
    assert client.post(mine("my-messages", draft), {"text": "Labdien!"}).status_code == 422
    client.force_login(make_officer())
    assert client.get(mine("staff-messages", draft)).status_code == 404


def test_history_says_that_somebody_wrote_and_not_what():
    application = make_application()
    say(application, "Slepens teikums")
    line = History.objects.get(verb=Verb.MESSAGE_SENT)
    assert (line.application, line.note) == (application, "")


def test_a_talk_costs_the_same_with_one_and_with_thirty_messages(client, django_assert_max_num_queries):
    application, counts = make_application(), []
    client.force_login(application.applicant.user)
    for rows in (1, 30):
        while Message.objects.count() < rows:
            say(application, "Labdien!", from_office=True)
        with django_assert_max_num_queries(12) as asked:
            assert len(client.get(mine("my-messages", application)).context["talk"]) == rows
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- requested changes are answered -----------------------------------------------------------------------------


def check_page(application) -> str:
    return reverse("popups:application-step", args=[application.reference, "check"])


def test_requested_changes_are_sent_again_with_a_sentence_that_the_office_reads(client):
    application = make_application(status=ApplicationStatus.CHANGES_REQUESTED)
    client.force_login(application.applicant.user)
    assert b'name="answer"' in client.get(check_page(application)).content
    assert client.post(check_page(application), {"answer": "Pievienoju plānu."}).status_code == 302
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED
    assert (Message.objects.get().text, Message.objects.get().is_from_office) == ("Pievienoju plānu.", False)


def test_the_sentence_may_stay_empty_and_a_first_sending_has_none(client):
    for status in (ApplicationStatus.CHANGES_REQUESTED, ApplicationStatus.DRAFT):
        application = make_application(status=status)
        client.force_login(application.applicant.user)
        client.post(check_page(application), {"answer": "", "anyway": "1"} if status == ApplicationStatus.CHANGES_REQUESTED else {"answer": "Labdien!"})
        application.refresh_from_db()
        assert application.status == ApplicationStatus.SUBMITTED
    assert not Message.objects.exists()


def test_a_sentence_that_is_too_long_sends_nothing_and_is_kept(client):
    application = make_application(status=ApplicationStatus.CHANGES_REQUESTED)
    client.force_login(application.applicant.user)
    response = client.post(check_page(application), {"answer": "ā" * 4001})
    assert response.status_code == 422
    assert "ā" * 4001 in response.content.decode()
    application.refresh_from_db()
    assert application.status == ApplicationStatus.CHANGES_REQUESTED


def test_nobody_writes_to_somebody_whose_data_is_erased():
    application = make_application()
    Application.objects.filter(pk=application.pk).update(applicant=nobody("maker"))
    with pytest.raises(Refused) as refused:
        write_message(application=application, text="Hello?", by=make_officer(), is_from_office=True)
    assert (refused.value.codes, Message.objects.count()) == (["erased"], 0)
