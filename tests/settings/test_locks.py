"""The lists that people read and the locks that machines install say the same."""

import re
from pathlib import Path

import pytest

from tests.settings.environment import ROOT

PAIRS = [("requirements.txt", "requirements.lock"), ("requirements-dev.txt", "requirements-dev.lock"),
         ("requirements-s3.txt", "requirements-s3.lock"), ("requirements-heic.txt", "requirements-heic.lock")]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def listed(text: str) -> dict[str, str]:
    """name → version of each direct dependency; extras do not matter."""
    found = re.findall(r"^([A-Za-z][\w.-]*)(?:\[[\w,-]+\])?==(\S+)", text, re.M)
    return {normal(name): version for name, version in found}


def disagreements(wanted: str, locked: str) -> list[str]:
    versions = listed(locked)
    return [f"{name} {version}: locked is {versions.get(name)}" for name, version in listed(wanted).items()
            if versions.get(name) != version]


def unhashed(locked: str) -> list[str]:
    blocks = re.split(r"^(?=[A-Za-z])", locked, flags=re.M)
    return [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


def all_of(path: str) -> str:
    text = (ROOT / path).read_text()
    return "".join([text, *(all_of(other) for other in re.findall(r"^-r (\S+)", text, re.M))])


def test_a_lock_that_lags_behind_is_seen():
    assert disagreements("Django==5.2.19  # why\n", "django==5.2.18 \\\n    --hash=sha256:00\n")
    assert disagreements("django-allauth[mfa]==65.21.1\n", "")
    assert not disagreements("django-allauth[mfa]==65.21.1\n", "django-allauth==65.21.1 \\\n")
    assert unhashed("a==1\nb==2 \\\n    --hash=sha256:00\n") == ["a==1"]


@pytest.mark.parametrize(("wanted", "lock"), PAIRS)
def test_list_and_lock_agree(wanted, lock):
    assert disagreements(all_of(wanted), (ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", [lock for _, lock in PAIRS])
def test_every_package_is_locked_by_its_hash_and_comes_from_no_named_place(lock):
    text = (ROOT / lock).read_text()
    assert unhashed(text) == []
    assert not re.search(r"://|--(extra-)?index-url|--find-links", text)


def test_one_environment_serves_both():
    production, *others = (listed((ROOT / lock).read_text()) for _, lock in PAIRS)
    for other in others:
        assert {name: version for name, version in production.items() if other.get(name) != version} == {}


@pytest.mark.parametrize("wanted", [wanted for wanted, _ in PAIRS])
def test_every_direct_dependency_says_what_it_is_for(wanted):
    lines = [line for line in Path(ROOT / wanted).read_text().splitlines() if re.match(r"[A-Za-z]", line)]
    assert [line for line in lines if not re.search(r"==\S+\s+# \w", line)] == []


def unnamed(wanted: dict[str, str], notices: str) -> list[str]:
    return [name for name, version in wanted.items() if f"| {name} | {version} |" not in notices]


def test_notices_name_every_package_that_is_installed_with_skatlogs():
    notices = (ROOT / "NOTICE.md").read_text()
    assert unnamed({"django": "1.0"}, notices) == ["django"]
    assert unnamed(listed((ROOT / "requirements.lock").read_text()), notices) == []


def test_notices_name_everything_that_is_vendored():
    rows = re.findall(r"^\| ([@\w./-]+) \| ([\d.]+) \|", (ROOT / "static/vendor/VERSIONS.md").read_text(), re.M)
    assert rows
    assert unnamed(dict(rows), (ROOT / "NOTICE.md").read_text()) == []


def test_the_licence_is_there_in_full():
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [number for number in range(1, 16) if not re.search(rf"^{number}\.", text, re.M)] == []
    assert "Appendix" in text
