"""What a resident is answered, and how what they left is forgotten."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from popups.lifecycle import resident_reports
from popups.lifecycle.resident_reports import dismiss_report, forget_reporters, reopen_report, take_as_known
from popups.models import Letter
from tests.make import days, make_officer, make_report, make_unit, today
from tests.popups.test_staff_reports import letters, with_photo
from vacancies.choices import DismissReason, ReportState
from vacancies.models import Report
from vacancies.photos import stored_names

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_the_reporter_is_answered_once_in_their_language():
    officer, report = make_officer(), make_report(email="r@example.org")
    Report.objects.update(language="de")
    report = dismiss_report(report=report, reason=DismissReason.NOT_SHOP, answer="Tas ir garāža.", by=officer)
    report = reopen_report(report=report, by=officer)
    take_as_known(report=report, unit=make_unit(), is_checked=False, by=officer)
    letter = letters().get()
    assert (letter.to_email, letter.language, letter.to_user) == ("r@example.org", "de", None)
    assert "Tas ir garāža." in letter.text
    assert [message.to for message in mail.outbox] == [["r@example.org"]]


def test_without_an_e_mail_nothing_is_written():
    dismiss_report(report=make_report(), reason=DismissReason.NOT_SHOP, by=make_officer())
    assert not letters().exists()


def test_the_address_is_forgotten_once_the_answer_is_sent():
    report = dismiss_report(report=make_report(email="r@example.org"), reason=DismissReason.NOT_SHOP, by=make_officer())
    assert report.email
    assert forget_reporters(today=today()) == 1
    assert Report.objects.get().email == ""
    assert letters().get().to_email == ""
    assert forget_reporters(today=today()) == 0


def test_the_address_is_kept_while_the_answer_waits():
    dismiss_report(report=make_report(email="r@example.org"), reason=DismissReason.NOT_SHOP, by=make_officer())
    Letter.objects.update(sent_at=None)
    make_report(email="s@example.org")
    assert forget_reporters(today=today()) == 0
    assert set(Report.objects.values_list("email", flat=True)) == {"r@example.org", "s@example.org"}
    assert letters().get().to_email == "r@example.org"


def test_what_was_forgotten_stays_so_when_a_later_piece_fails(settings, monkeypatch):
    monkeypatch.setattr(resident_reports, "AT_A_TIME", 2)
    officer = make_officer()
    for number in range(5):
        dismiss_report(report=make_report(email=f"r{number}@example.org"), reason=DismissReason.NOT_FOUND, by=officer)
    assert forget_reporters(today=today()) == 5
    assert not Report.objects.exclude(email="").exists() and not letters().exclude(to_email="").exists()
    last = Report.objects.order_by("pk").last()

    def refuse_last(report):
        assert report != last

    monkeypatch.setattr(resident_reports, "drop_picture", refuse_last)
    with pytest.raises(AssertionError):
        forget_reporters(today=days(settings.REPORT_DAYS + 2))
    assert list(Report.objects.all()) == [last]


def test_whoever_was_never_answered_is_forgotten_after_the_days_of_the_setting(settings):
    make_report(email="r@example.org")
    Report.objects.update(sent_at=timezone.now() - timedelta(days=settings.REPORT_DAYS - 1))
    assert forget_reporters(today=today()) == 0
    assert forget_reporters(today=days(3)) == 1
    assert Report.objects.get().email == ""


def test_a_report_that_was_dismissed_long_ago_goes_with_its_picture_and_the_others_stay(settings):
    old, waiting = with_photo(), make_report()
    names = stored_names(old.photo_key)
    dismiss_report(report=old, reason=DismissReason.NOT_FOUND, by=make_officer())
    taken = make_report(state=ReportState.KNOWN_UNIT)
    forget_reporters(today=days(settings.REPORT_DAYS + 2))
    assert set(Report.objects.all()) == {waiting, taken}
    assert not any(default_storage.exists(name) for name in names)
