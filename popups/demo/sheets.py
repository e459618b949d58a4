"""Papers that invented applicants send along, drawn by our own code: a certificate, a picture of what they make, a signed container."""

import random
import time
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.core.files.base import ContentFile

from popups.choices import PaperKind
from popups.containers import MARK
from popups.demo.people import Person
from popups.drawing.canvas import Canvas
from popups.lifecycle.papers import add_papers
from popups.models import Application, Paper, User

WIDE = 480
DRAWN_AT = time.gmtime(0)  # no clock in a file, so that the same seed gives the same bytes
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can say
TITLE, WORD = "REĢISTRĀCIJAS APLIECĪBA", "Demonstrācijas dati: izdomāts dokuments"
PAPER, INK, FAINT = (252, 250, 244), (44, 52, 60), (150, 148, 140)
WARES = ((188, 92, 62), (74, 120, 112), (212, 164, 84), (96, 108, 148), (150, 84, 104))
SIGNATURE = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- Demonstration: signed by nobody. -->\n<XAdESSignatures/>\n'


def certificate(name: str) -> bytes:
    """A page of PDF with that name on it."""
    canvas = Canvas(WIDE)
    canvas.rect((0, 0, 1600, 1200), PAPER)
    for edge in (50, 66):
        corners: list[tuple[float, float]] = [(edge, edge), (1600 - edge, edge), (1600 - edge, 1200 - edge), (edge, 1200 - edge), (edge, edge)]
        canvas.line(corners, FAINT, 5)
    for y, size, words in ((330, 76, TITLE), (590, 54, name), (730, 44, "Reģ. Nr. 00000000000"), (1060, 34, WORD)):
        canvas.text((800, y), words, size, INK)
    written = BytesIO()
    canvas.image.reduce(2).save(written, "PDF", resolution=60, quality=60, creationDate=DRAWN_AT, modDate=DRAWN_AT)
    return written.getvalue()


@lru_cache(maxsize=8)
def wares(seed: int) -> bytes:
    """A photograph of three shelves with what somebody makes."""
    canvas, dice = Canvas(WIDE), random.Random(seed)  # noqa: S311 (nothing secret is made)
    canvas.fade((0, 0, 1600, 1200), (236, 226, 208), (214, 200, 178))
    for shelf in (420, 760, 1100):
        for x in range(120, 1440, 170):
            high, wide = dice.randrange(90, 230), dice.randrange(80, 150)
            colour = dice.choice(WARES)
            canvas.rect((x, shelf - high, x + wide, shelf), colour, radius=24)
            canvas.rect((x + 14, shelf - high + 18, x + 26, shelf - 24), (255, 255, 255, 70), radius=6)
        canvas.rect((60, shelf, 1540, shelf + 34), (122, 88, 60))
        canvas.soft((80, shelf + 36, 1520, shelf + 60), (60, 40, 20), 0.35, 14)
    written = BytesIO()
    canvas.finish(seed).save(written, "JPEG", quality=85)
    return written.getvalue()


def container(document: bytes) -> bytes:
    """An eDoc with one document. Whether the signature is valid nobody looks at here."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for name, content in (("mimetype", MARK), ("apliecība.pdf", document), ("META-INF/signatures0.xml", SIGNATURE.encode())):
            archive.writestr(ZipInfo(name, LONG_AGO), content)
    return written.getvalue()


def send_along(application: Application, person: Person, number: int, *, by: User) -> list[Paper]:
    """By number: a certificate for everybody, signed for each fifth, and for each second a picture of what they make."""
    page = certificate(person.name)
    is_signed = number % 5 == 0
    first = ContentFile(container(page) if is_signed else page, "apliecība.edoc" if is_signed else "apliecība.pdf")
    kept = add_papers(application=application, files=[first], kind=PaperKind.REGISTRATION, by=by)
    if number % 2:
        kept += add_papers(application=application, files=[ContentFile(wares(number % 8), "darbi.jpg")], kind=PaperKind.PORTFOLIO, by=by)
    return kept
