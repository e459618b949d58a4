"""HEIC and AVIF made to take time or memory: each gets a sentence, or is read like any other, in little of both."""

import json
import subprocess
import sys

import pytest

from tests.vacancies import hostile_heif as hostile
from vacancies.photos import MESSAGES, reads_heic

pytestmark = [pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc"),
              pytest.mark.skipif(not reads_heic(), reason="pillow-heif is an extra")]
MOST_MEGABYTES = 200
MOST_SECONDS = 5  # of processor time, for each
LARGE = {"HEIF": (8000, 6000), "AVIF": (16000, 12000)}  # in some kilobytes

READ = """
import json, sys, time
import django
django.setup()
from resource import RUSAGE_CHILDREN, getrusage
from django.core.files.uploadedfile import SimpleUploadedFile
from vacancies.photos import PhotoProblem, read_picture
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024
def spent():
    child = getrusage(RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime
before, told = peak(), {}
for line in sys.stdin:
    name, content = json.loads(line)
    start, code = spent(), "read"
    try:
        read_picture(SimpleUploadedFile("photo.heic", bytes.fromhex(content)))
    except PhotoProblem as problem:
        code = problem.code
    told[name] = [code, peak() - before, spent() - start]
told["the trials"] = ["", getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024, 0]
print(json.dumps(told))
"""


def cut(format):
    whole = hostile.real(format)
    return {f"cut at {share} %": whole[:len(whole) * share // 100] for share in (3, 10, 30, 50, 70, 90, 97)}


def files_of(format):
    return cut(format) | {
        "good": hostile.Heif(format).made(), "too large": hostile.claims(format, (30000, 30000)),
        "larger than it says": hostile.claims(format, (640, 480), LARGE[format]), "10,000 items": hostile.many_items(format),
        "65,025 tiles": hostile.many_tiles(format), "65,025 tiles of a large one": hostile.many_tiles(format, 16000, 16000),
        "made of itself": hostile.of_itself(format), "a grid of itself": hostile.of_itself(format, b"grid"),
        "places in a circle": hostile.in_a_circle(format), "65,000 times all of it": hostile.again_and_again(format),
        "nested": hostile.nested(format)}


def read_all(files, monkeypatch):
    """In one process of their own: name -> code, the peak of memory so far in megabytes, seconds."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    sent = "".join(json.dumps([name, content.hex()]) + "\n" for name, content in files.items())
    told = subprocess.run([sys.executable, "-c", READ], input=sent.encode(), stdout=subprocess.PIPE, check=True, timeout=300).stdout
    return json.loads(told)


@pytest.mark.parametrize("format", ["HEIF", "AVIF"])
def test_no_file_takes_more_than_a_photo_and_each_has_its_sentence(format, monkeypatch):
    files = files_of(format)
    told = read_all(files, monkeypatch)
    assert told["good"][0] == "read", "the others are refused for what is wrong with them"
    refused = {name: told[name][0] for name in files if told[name][0] != "read"}
    assert set(refused.values()) <= set(MESSAGES)
    assert {"cut at 3 %", "cut at 10 %", "cut at 30 %", "too large", "larger than it says", "65,025 tiles of a large one",
            "places in a circle", "65,000 times all of it", "nested"} <= set(refused)
    assert {name: megabytes for name, (_code, megabytes, _seconds) in told.items() if megabytes > MOST_MEGABYTES} == {}
    assert {name: seconds for name, (_code, _megabytes, seconds) in told.items() if seconds > MOST_SECONDS} == {}
