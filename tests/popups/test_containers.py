"""Signed containers among the papers, and the town's own virus scanner."""

import struct
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from popups.containers import MARK, MOST_ENTRIES, is_sound
from popups.lifecycle.papers import add_papers
from popups.models import Paper
from popups.papers import paper_problems
from popups.scanning import Scan, scan
from tests.make import make_application
from vacancies.problem import Refused

PDF = b"%PDF-1.7\n%%EOF"
SIGNATURE = ("META-INF/signatures0.xml", b"<asic:XAdESSignatures/>")
SCANNER = """
import pathlib, sys, time
content = pathlib.Path(sys.argv[-1]).read_bytes()
if b"SLOW" in content: time.sleep(60)
sys.exit(1 if b"EICAR" in content else 2 if b"BROKEN" in content else 0)
"""


def container(*entries, mark=MARK, first="mimetype", method=zipfile.ZIP_STORED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(first), mark, method)
        for name, content in entries or (("līgums.pdf", PDF), SIGNATURE):
            archive.writestr(name, content)
    return made.getvalue()


def upload(content: bytes, name="pieteikums.edoc") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def codes(content: bytes) -> list[str]:
    return [problem.code for problem in paper_problems(upload(content))]


@pytest.fixture
def draft(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_application(status="draft")


@pytest.fixture
def scanner(settings, tmp_path) -> None:
    program = tmp_path / "scanner.py"
    program.write_text(SCANNER)
    settings.PAPER_SCAN_COMMAND = f"{sys.executable} {program}"


@pytest.mark.parametrize(("name", "kept"), [("pieteikums.edoc", "pieteikums.edoc"), ("a.asice", "a.asice"), ("a.sce", "a.sce"),
                                            ("evil.html", "evil.asice"), ("plain.zip", "plain.asice")])
def test_a_signed_container_is_kept_with_an_ending_that_people_know(draft, name, kept):
    [paper] = add_papers(application=draft, files=[upload(container(), name)], kind="other", by=draft.applicant.user)
    assert paper.file_name == kept
    assert paper.content_type == "application/vnd.etsi.asic-e+zip"


@pytest.mark.parametrize("content", [
    container(first="readme.txt"), container(mark=b"application/zip"), container(method=zipfile.ZIP_DEFLATED), b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 200],
    ids=["not first", "another mark", "compressed mark", "too short", "nonsense"])
def test_another_zip_is_no_paper(content):
    assert codes(content) == ["paper_unknown"]


def overstated() -> bytes:
    """The list of entries says there are more than anybody needs, whatever is really there."""
    made = bytearray(container())
    struct.pack_into("<H", made, made.rfind(b"PK\x05\x06") + 10, MOST_ENTRIES + 1)
    return bytes(made)


def lying() -> bytes:
    """A document that says it is smaller than it is."""
    made = bytearray(container(("a.txt", b"A" * 5000), SIGNATURE))
    at = made.rfind(b"a.txt") - 46
    struct.pack_into("<I", made, at + 24, 10)
    return bytes(made)


UNSOUND = {
    "no signature": container(("a.pdf", PDF)),
    "no document": container(SIGNATURE),
    "leads elsewhere": container(("../../etc/cron.d/a", PDF), SIGNATURE),
    "leads to the root": container(("/etc/passwd", PDF), SIGNATURE),
    "bomb": container(*[(f"{number}.txt", b"\0" * (30 * 1024 * 1024)) for number in range(4)], SIGNATURE),
    "too many entries": container(*[(f"{number}.txt", b"") for number in range(MOST_ENTRIES)], SIGNATURE),
    "overstated": overstated(),
    "lying": lying(),
    "cut off": container()[:-30],
    "damaged": container().replace(b"META-INF/signatures0", b"META-INF/signatures9", 1),
}


@pytest.mark.parametrize("what", UNSOUND)
def test_a_container_that_is_no_whole_one_or_is_a_bomb_is_refused(what):
    assert codes(UNSOUND[what]) == ["paper_unsound"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused():
    assert codes(container(("a.pdf", PDF), ("a.pdf", b"another"), SIGNATURE)) == ["paper_unsound"]


def test_an_encrypted_entry_is_refused():
    made = bytearray(container())
    struct.pack_into("<H", made, made.rfind(b"PK\x01\x02") + 8, 1)
    assert codes(bytes(made)) == ["paper_unsound"]


def test_looking_leaves_the_file_at_its_beginning():
    file = BytesIO(container())
    assert is_sound(file)
    assert file.tell() == 0


# --- the scanner ------------------------------------------------------------------------------------------------


def test_without_a_scanner_nothing_is_asked(settings):
    settings.PAPER_SCAN_COMMAND = ""
    assert scan(upload(PDF)) is Scan.OFF
    assert codes(PDF + b"EICAR") == []


def test_a_clean_paper_passes_and_an_infected_one_leaves_nothing_behind(draft, scanner, tmp_path):
    add_papers(application=draft, files=[upload(PDF, "clean.pdf")], kind="other", by=draft.applicant.user)
    with pytest.raises(Refused) as refused:
        add_papers(application=draft, files=[upload(PDF + b"EICAR", "a.pdf")], kind="other", by=draft.applicant.user)
    assert refused.value.codes == ["paper_infected"]
    assert [paper.file_name for paper in draft.papers.all()] == ["clean.pdf"]
    assert len(list((tmp_path / "media").rglob("papers/*"))) == 1


def test_a_scanner_that_reports_an_error_or_is_not_there_keeps_nothing(scanner, settings):
    assert codes(PDF + b"BROKEN") == ["paper_not_scanned"]
    settings.PAPER_SCAN_COMMAND = "/nowhere/scanner"
    assert codes(PDF) == ["paper_not_scanned"]


def test_a_scanner_that_does_not_answer_is_not_waited_for_long(scanner, monkeypatch):
    monkeypatch.setattr("popups.scanning.LONGEST_SCAN", 1)
    assert codes(PDF + b"SLOW") == ["paper_not_scanned"]


def test_a_name_cannot_give_the_scanner_another_order(scanner, tmp_path):
    assert [problem.code for problem in paper_problems(upload(PDF, "; touch pwned; $(touch pwned).pdf"))] == []
    assert not Path("pwned").exists()


def test_a_file_is_scanned_once_although_the_form_and_the_verb_both_look(draft, settings, tmp_path):
    counter, program = tmp_path / "count", tmp_path / "counting.sh"
    program.write_text(f"#!/bin/sh\necho x >> {counter}\n")
    program.chmod(0o755)
    settings.PAPER_SCAN_COMMAND = str(program)
    file = upload(PDF)
    assert paper_problems(file) == []
    add_papers(application=draft, files=[file], kind="other", by=draft.applicant.user)
    assert counter.read_text() == "x\n"
    assert Paper.objects.count() == 1
