"""Every file that is kept, and every file that is made when somebody asks for it × everybody: who gets it, and for whom it does not exist."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from popups.choices import AssignedHow, Outcome, PaperKind
from popups.lifecycle.co_applicants import add_co_applicant
from popups.lifecycle.reviewing import assign, declare_conflict
from popups.models import Application, Call, Paper, User
from tests import make
from tests.popups import owners, test_consulting_door
from tests.popups.deciding import make_told_call
from vacancies.models import Photo
from vacancies.photos import stored_names

pytestmark = pytest.mark.django_db
FOLDERS = {"papers", "photos", "imports"}
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "edoc": "application/vnd.etsi.asic-e+zip"}
WITHOUT_ACCOUNT = {"visitor", "owner's link", "group's link", "co-applicant's link"}
APPLICANTS = {"applicant", "applicant of another call", "other applicant", "co-applicant"}
OFFICE = {"officer", "admin"}
REVIEWERS = {"reviewer given it", "reviewer not given it"}
STAFF = OFFICE | REVIEWERS | {"reviewer too near", "surveyor"}
EVERYBODY = WITHOUT_ACCOUNT | APPLICANTS | STAFF


def kept(application: Application, name: str, **more: object) -> str:
    paper = Paper.objects.create(application=application, key=f"{Paper.objects.count():032x}", kind=more.pop("kind", PaperKind.PORTFOLIO),
                                 file_name=name, size=4, content_type=TYPES[name.rpartition(".")[2]], **more)
    default_storage.save(paper.stored_name, ContentFile(b"%PDF"))
    return reverse("popups:paper-file", args=[paper.key])


def pictured(key: str, **fields: object) -> str:
    for name in stored_names(key):
        default_storage.save(name, ContentFile(b"RIFF"))
    if fields:
        Photo.objects.create(key=key, width=4, height=3, sha256=key * 2, **fields)
    return reverse("vacancies:photo-file", args=[key, 480])


class World:
    """applicant: whose the application is. Each of the others is somebody else."""

    def __init__(self) -> None:
        self.unit = make.make_unit(owner=make.make_owner(email=owners.EMAIL))
        self.maker, self.officer = make.make_applicant(), make.make_officer()
        calls = {name: make.make_call(by=self.officer, is_blind=name == "blind") for name in ("seen", "blind")}
        self.asked = {name: make.make_application(applicant=self.maker, unit=self.unit, call=call) for name, call in calls.items()}
        self.asked |= {"alone": make.make_application(applicant=self.maker, unit=self.unit),
                       "draft": make.make_application(applicant=self.maker, unit=self.unit, status="draft")}
        self.neighbour = make.make_application(call=calls["seen"], unit=self.unit).applicant.user
        self.beside = add_co_applicant(application=self.asked["draft"], name="Brālis", email="bralis@example.org", by=self.maker.user)
        self.people: dict[str, User] = {
            "applicant": self.maker.user, "other applicant": self.neighbour, "applicant of another call": make.make_applicant().user,
            "co-applicant": make.make_user(email="bralis@example.org"), "officer": self.officer, "surveyor": make.make_surveyor(),
            "admin": User.objects.create_superuser("root@example.org", make.PASSWORD),
            "reviewer given it": make.make_reviewer(), "reviewer not given it": make.make_reviewer(), "reviewer too near": make.make_reviewer()}
        Call.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
        for application in (self.asked["seen"], self.asked["blind"]):
            assign(applications=[Application.objects.get(pk=application.pk)], reviewers=[self.people["reviewer given it"]],
                   how=AssignedHow.BY_HAND, by=self.officer)
            declare_conflict(application=application, by=self.people["reviewer too near"], reason="My cousin.")
        self.told, _rows = make_told_call(outcomes=(Outcome.PLACE,), places=1, by=self.officer)
        self.run = make.make_import(by=self.officer)

    def client(self, role: str) -> Client:
        if role == "owner's link":
            return owners.inside(self.unit.owner)
        if role == "group's link":
            return test_consulting_door.inside(test_consulting_door.invited())
        client = Client()
        if role == "co-applicant's link":
            assert client.get(reverse("popups:co-applicant-answer", args=[self.beside.key])).status_code == 200
        if role in self.people:
            client.force_login(self.people[role])
        return client


@pytest.fixture
def world(settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return World()


def papers(world: World) -> dict[str, tuple[str, set[str]]]:
    own, asked = {"applicant"}, world.asked
    found = {f"{kind} of a call": (kept(asked["seen"], f"a.{kind}"), own | OFFICE | REVIEWERS) for kind in TYPES}
    return found | {
        "of no call": (kept(asked["alone"], "b.pdf"), own | OFFICE | REVIEWERS | {"reviewer too near"}),
        "of a draft": (kept(asked["draft"], "c.pdf"), own),
        "of a blind call": (kept(asked["blind"], "d.pdf"), own | OFFICE),
        "of a blind call, signed": (kept(asked["blind"], "e.edoc"), own | OFFICE),
        "of a blind call, that names people": (kept(asked["blind"], "f.pdf", kind=PaperKind.REGISTRATION, names_nobody=True), own | OFFICE)}


def pictures(world: World) -> dict[str, tuple[str, set[str]]]:
    hidden, removed = make.make_unit(is_published=False), {"removed_at": timezone.now(), "removed_by": world.officer}
    shown = {"released_at": timezone.now(), "released_by": world.officer}
    report = make.make_report(unit=world.unit)
    type(report).objects.filter(pk=report.pk).update(photo_key="5" * 32)
    return {
        "not released": (pictured("1" * 32, unit=world.unit), STAFF), "released": (pictured("2" * 32, unit=world.unit, **shown), EVERYBODY),
        "released, of a unit that is not public": (pictured("3" * 32, unit=hidden, **shown), STAFF),
        "removed": (pictured("4" * 32, unit=world.unit, **shown, **removed), OFFICE),
        "of a resident's report": (pictured("5" * 32), OFFICE | {"surveyor"})}


def made_when_asked(world: World) -> dict[str, tuple[str, set[str]]]:
    told, unit = world.told.reference, world.unit.reference
    found = {f"record of fairness, {kind}": (reverse("popups:fairness-export", args=[told, kind]), OFFICE) for kind in ("csv", "xlsx")}
    found |= {f"units, {kind}": (reverse("popups:unit-export", args=[kind]), STAFF) for kind in ("csv", "xlsx", "geojson")}
    return found | {
        "lines refused in an import": (reverse("vacancies:import-refused", args=[world.run.key]), OFFICE),
        "poster": (reverse("popups:unit-poster", args=[unit]), OFFICE), "leaflet of a unit": (reverse("popups:unit-leaflet", args=[unit]), OFFICE),
        "letters to print": (reverse("popups:letter-print"), OFFICE)}


def who_gets(world: World, address: str) -> set[str]:
    got = set()
    for role in sorted(EVERYBODY):
        answer = world.client(role).get(address)
        is_the_door = answer.status_code == 302 and "/sign-in/" in answer["Location"] and role in WITHOUT_ACCOUNT
        assert answer.status_code in {200, 404} or is_the_door, (role, address, answer.status_code)
        got |= {role} if answer.status_code == 200 else set()
    return got


@pytest.mark.parametrize("files", [papers, pictures, made_when_asked])
def test_whoever_may_gets_the_file_and_for_all_others_it_does_not_exist(world, files):
    found = files(world)
    wrong = {name: sorted(got ^ may) for name, (address, may) in found.items() if (got := who_gets(world, address)) != may}
    assert wrong == {}


def test_every_folder_of_the_storage_is_tried_here_and_has_no_address_of_its_own(world, client):
    papers(world), pictures(world)
    folders, files = default_storage.listdir("")
    assert (set(folders), files) == (FOLDERS, [])
    client.force_login(world.people["admin"])
    for folder in folders:
        for name in default_storage.listdir(folder)[1]:
            assert client.get(f"/media/{folder}/{name}").status_code == client.get(f"/static/../{folder}/{name}").status_code == 404


def test_what_somebody_downloads_of_their_own_data_holds_nothing_of_others(world):
    planted = {role: person.email for role, person in world.people.items() if role in APPLICANTS - {"co-applicant"}}
    kept(world.asked["seen"], "mine.pdf")
    for role, email in planted.items():
        body = b"".join(world.client(role).get(reverse("popups:my-data-download")).streaming_content)
        told = unzipped(body)
        assert email in told, "their own is in it"
        assert [other for other in planted.values() if other != email and other in told] == []
        assert ("mine.pdf" in told) is (role == "applicant")


def unzipped(body: bytes) -> str:
    with ZipFile(BytesIO(body)) as archive:
        return "\n".join([*archive.namelist(), *(archive.read(name).decode(errors="replace") for name in archive.namelist())])
