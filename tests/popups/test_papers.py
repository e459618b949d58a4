"""Papers: known by their content, kept as they are, handed out as files to those who may."""

import os
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from popups.kinds import ApplicantKind
from popups.lifecycle.applications import start_application
from popups.lifecycle.papers import add_papers, remove_loose_papers
from popups.lifecycle.stripping import drop_papers
from popups.models import Application, Paper
from popups.papers import MOST_BYTES
from tests.make import make_application, make_officer, make_reviewer, make_surveyor, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
WEBP = b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(client):
    user = make_user()
    client.force_login(user)
    return start_application(by=user, kind=ApplicantKind.MAKER)


def upload(name="apliecība.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def add(client, application, *files, **extra):
    url = reverse("popups:application-step", args=[application.reference, "needs"])
    return client.post(url, {"papers": files, "paper_kind": "registration", "add": "1", **extra})


def stored(tmp_path) -> list[str]:
    return sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())


def paper_of(application: Application, content: bytes = PDF, name: str = "apliecība.pdf") -> Paper:
    [paper] = add_papers(application=application, files=[upload(name, content)], kind="registration",
                         by=application.applicant.user)
    return paper


def as_sent(application: Application) -> Application:
    """Papers cannot be added after sending, so one that was sent is made of one that had them before."""
    application.applicant.name = "Māla darbnīca"
    application.applicant.save()
    sent = make_application(applicant=application.applicant)
    Paper.objects.filter(application=application).update(application=sent)
    return sent


@pytest.mark.parametrize(("content", "content_type"), [
    (PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")], ids=["pdf", "jpeg", "png", "webp"])
def test_the_four_kinds_are_known_by_their_content_whatever_the_name_says(client, draft, tmp_path, content, content_type):
    assert add(client, draft, upload("lapa.html", content)).status_code == 302
    paper = draft.papers.get()
    assert paper.content_type == content_type
    assert not paper.file_name.endswith(".html")
    assert stored(tmp_path) == [f"papers/{paper.key}"]
    assert re.fullmatch(r"[0-9a-f]{32}", paper.key)
    assert (tmp_path / "papers" / paper.key).read_bytes() == content


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.pdf", b"", "paper_empty"), ("a.pdf", b"<html><script>", "paper_unknown"), ("a.svg", b"<svg onload=x>", "paper_unknown"),
    ("a.jpg", b"GIF89a", "paper_unknown"), ("a.pdf", b"PK\x03\x04", "paper_unknown"), ("a.pdf", b"\0%PDF-", "paper_unknown"),
    ("a.pdf", PDF + b"\0" * MOST_BYTES, "paper_too_big")])
def test_other_files_get_a_sentence_and_leave_nothing_behind(client, draft, tmp_path, name, content, code):
    response = add(client, draft, upload(name, content))
    assert response.status_code == 422
    assert [error.code for error in response.context["form"].errors.as_data()["papers"]] == [code]
    assert not Paper.objects.exists()
    assert stored(tmp_path) == []


def test_all_bad_files_are_named_at_once(client, draft, tmp_path):
    response = add(client, draft, upload("tukšs.pdf", b""), upload("vīruss.exe", b"MZ"), upload())
    said = " ".join(response.context["form"].errors["papers"])
    assert "tukšs.pdf" in said
    assert "vīruss.exe" in said
    assert stored(tmp_path) == []


def test_several_files_at_once_and_ten_at_most(client, draft, tmp_path):
    assert add(client, draft, *[upload(f"{number}.pdf", PDF + bytes([number])) for number in range(9)]).status_code == 302
    response = add(client, draft, upload(content=PDF + b"10"), upload(content=PDF + b"11"))
    assert response.status_code == 422
    assert draft.papers.count() == 9
    assert len(stored(tmp_path)) == 9
    assert add(client, draft, upload()).status_code == 302


def test_good_files_are_kept_although_another_box_is_wrong(client, draft):
    response = add(client, draft, upload(), budget_cents="much")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"budget_cents"}
    assert draft.papers.count() == 1
    assert "apliecība.pdf" in response.content.decode()


def test_a_full_disk_gives_a_sentence_and_leaves_nothing_behind(client, draft, tmp_path, monkeypatch):
    save = default_storage.save
    calls = []

    def full_at_the_second(name, content, **kwargs):
        calls.append(name)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return save(name, content, **kwargs)

    monkeypatch.setattr(default_storage, "save", full_at_the_second, raising=False)
    response = add(client, draft, upload("1.pdf"), upload("2.pdf"))
    assert response.status_code == 422
    assert not Paper.objects.exists()
    assert stored(tmp_path) == []


def test_a_paper_is_handed_out_as_a_file_that_runs_nothing(client, draft):
    paper = paper_of(draft, name="māja & <b>.pdf")
    response = client.get(reverse("popups:paper-file", args=[paper.key]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\r\nSet-Cookie: x=1.pdf", "‮fdp.exe", "." * 300, "ā" * 400 + ".pdf", ""])
def test_a_hostile_name_is_only_a_name(client, draft, tmp_path, name):
    file = upload()
    file._name = name
    [paper] = add_papers(application=draft, files=[file], kind="other", by=draft.applicant.user)
    assert stored(tmp_path) == [f"papers/{paper.key}"]
    response = client.get(reverse("popups:paper-file", args=[paper.key]))
    assert "Set-Cookie" not in response.headers
    assert paper.file_name.endswith(".pdf")
    assert len(paper.file_name) <= 150


def test_officers_and_reviewers_read_papers_of_sent_applications_only(client, draft):
    paper = paper_of(draft)
    url = reverse("popups:paper-file", args=[paper.key])
    readers = [make_officer(), make_reviewer()]
    for reader in readers:
        client.force_login(reader)
        assert client.get(url).status_code == 404
    as_sent(draft)
    for reader in readers:
        client.force_login(reader)
        assert client.get(url).status_code == 200


def test_a_paper_does_not_exist_for_strangers_and_surveyors(client, draft):
    paper = paper_of(draft)
    as_sent(draft)
    url = reverse("popups:paper-file", args=[paper.key])
    assert client.get(url).status_code == 200
    for stranger in (make_user(), make_surveyor()):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).url.startswith("/sign-in/")


def test_a_paper_can_be_removed_while_the_application_is_open(client, draft, tmp_path, django_capture_on_commit_callbacks):
    paper = paper_of(draft)
    url = reverse("popups:paper-delete", args=[paper.key])
    assert client.get(url).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url).status_code == 302
    assert not Paper.objects.exists()
    assert stored(tmp_path) == []
    assert client.post(url).status_code == 404


def test_a_paper_of_a_sent_application_stays(client, draft, tmp_path):
    paper = paper_of(draft)
    as_sent(draft)
    client.post(reverse("popups:paper-delete", args=[paper.key]))
    assert Paper.objects.count() == 1
    assert len(stored(tmp_path)) == 1


def test_nobody_removes_somebody_elses_paper(client, draft):
    paper = paper_of(draft)
    for stranger in (make_user(), make_officer()):
        client.force_login(stranger)
        assert client.post(reverse("popups:paper-delete", args=[paper.key])).status_code == 404
    assert Paper.objects.count() == 1


# --- files and rows go together ---------------------------------------------------------------------------------


def test_a_file_that_a_killed_server_left_without_its_row_goes_after_an_hour(draft, tmp_path):
    kept = paper_of(draft)
    for name, age in (("old", timedelta(hours=2)), ("new", timedelta(minutes=50))):
        default_storage.save(f"papers/{name}", ContentFile(PDF))
        then = (timezone.now() - age).timestamp()
        os.utime(tmp_path / "papers" / name, (then, then))
    os.utime(tmp_path / kept.stored_name, (0, 0))
    assert remove_loose_papers() == 1
    assert stored(tmp_path) == sorted([kept.stored_name, "papers/new"])


def test_where_no_paper_was_ever_kept_there_is_nothing_loose(tmp_path):
    assert remove_loose_papers() == 0


def test_a_storage_that_fails_once_keeps_no_other_file_from_going(draft, tmp_path, monkeypatch, django_capture_on_commit_callbacks):
    papers = [paper_of(draft), paper_of(draft, JPEG, "darbi.jpg")]
    delete = default_storage.delete

    def fail_first(name):
        if name == papers[0].stored_name:
            raise OSError("The disk is away.")
        delete(name)

    monkeypatch.setattr(default_storage, "delete", fail_first)
    with django_capture_on_commit_callbacks(execute=True):
        drop_papers(draft)
    assert stored(tmp_path) == [papers[0].stored_name], "which the periodic job removes"
    assert not Paper.objects.exists()
