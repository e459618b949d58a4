"""Every stored file × everybody: who gets it, who is sent to sign in, and for whom it does not exist."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from popups.choices import ApplicationStatus
from popups.lifecycle.claiming import begin_draft
from popups.lifecycle.entering import begin_entering
from popups.lifecycle.papers import add_papers
from popups.models import Application, Paper, User
from tests.make import PASSWORD, make_applicant, make_application, make_officer, make_reviewer, make_surveyor, make_user

pytestmark = pytest.mark.django_db
NOBODYS = "of nobody yet"
FROM_PAPER = "entered from paper"
SENT = [status.value for status in ApplicationStatus if status is not ApplicationStatus.DRAFT]
FILES = [NOBODYS, FROM_PAPER, "draft", *SENT]
ROLES = ["signed out", "browser that began", "owner", "other applicant", "officer", "reviewer", "surveyor", "superuser"]


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add_to(application: Application) -> Paper:
    """As it was added while the application could be changed."""
    draft = make_application(status="draft", applicant=application.applicant) if application.applicant.user else application
    [paper] = add_papers(application=draft, files=[SimpleUploadedFile("a.pdf", b"%PDF-1.7")], kind="other", by=None)
    Paper.objects.filter(pk=paper.pk).update(application=application)
    return paper


def made(file: str, owner: User) -> Application:
    if file == NOBODYS:
        return begin_draft(kind="maker", by=None)
    if file == FROM_PAPER:
        return begin_entering(by=make_officer(), kind="maker", name="Zaiga", email=owner.email)
    return make_application(status=file, applicant=make_applicant(user=owner))


def client_of(role: str, owner: User, application: Application) -> Client:
    client = Client()
    people = {"owner": lambda: owner, "other applicant": lambda: make_applicant().user, "officer": make_officer,
              "reviewer": make_reviewer, "surveyor": make_surveyor, "superuser": lambda: User.objects.create_superuser("r@example.org", PASSWORD)}
    if role in people:
        client.force_login(people[role]())
    if role == "browser that began" and application.claim_key:
        session = client.session
        session["begun_drafts"] = [application.claim_key]
        session.save()
    return client


def readers_of(file: str) -> set[str]:
    """Staff who are to decide read what was sent; officers what they enter; drafts are nobody's business."""
    if file == NOBODYS:
        return {"browser that began"}
    if file == FROM_PAPER:
        return {"owner", "officer", "superuser"}
    if file == "draft" or file == ApplicationStatus.WITHDRAWN.value:  # made without ever being sent
        return {"owner"}
    return {"owner", "officer", "reviewer", "superuser"}


@pytest.mark.parametrize("file", FILES)
def test_a_stored_file_is_handed_to_those_who_may_and_does_not_exist_for_all_others(file):
    owner = make_user()
    application = made(file, owner)
    paper = add_to(application)
    assert default_storage.exists(paper.stored_name)
    address, got = reverse("popups:paper-file", args=[paper.key]), {}
    for role in ROLES:
        answer = client_of(role, owner, application).get(address)
        got[role] = answer.status_code
        assert answer.status_code in {200, 404} or role in {"signed out", "browser that began"} and answer.url.startswith("/sign-in/"), role
    assert {role for role, status in got.items() if status == 200} == readers_of(file)


@pytest.mark.parametrize("file", FILES)
def test_only_whoever_fills_it_in_removes_a_paper(file):
    owner = make_user()
    application = made(file, owner)
    may = {NOBODYS: {"browser that began"}, FROM_PAPER: {"owner", "officer", "superuser"}}.get(file, {"owner"})
    is_open = file in {NOBODYS, FROM_PAPER, "draft", ApplicationStatus.CHANGES_REQUESTED.value}
    for role in ROLES:
        paper = Paper.objects.first() or add_to(application)
        client_of(role, owner, application).post(reverse("popups:paper-delete", args=[paper.key]))
        assert Paper.objects.exists() is not (role in may and is_open), role


def test_the_storage_has_no_address_of_its_own(client):
    application = make_application()
    paper = add_to(application)
    client.force_login(application.applicant.user)
    for address in (f"/media/{paper.stored_name}", f"/papers/..%2f{paper.key}/", f"/static/../{paper.stored_name}"):
        assert client.get(address).status_code == 404, address
