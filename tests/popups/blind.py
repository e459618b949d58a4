"""A blind call with names planted in every field, for the tests of what reviewers can get."""

import re
from io import BytesIO
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from popups.choices import PaperKind
from popups.lifecycle.applications import comment, request_changes
from popups.lifecycle.blind_papers import open_to_reviewers
from popups.lifecycle.reviewing import save_review
from popups.models import Application, Message, Paper
from popups.rules.reviewing import Given
from tests import make
from tests.popups.reviewing import give, send

PERSON, PARTNER, FIRM, TITLE = "Zelma Ķirpsone", "Brencis Vuškāns", "SIA Ugunspodi", "Ugunspodu skatlogs"
# Folded the way a reader would still know them; each stands for one field or several.
PLANTED = ("ķirps", "kirps", "zelm", "brenc", "vušk", "vusk", "ugunspod", "26777111", "40203999888", "zk-podi", "about-planted", "@podi.example")
TOKEN = r'(?<=name="csrfmiddlewaretoken" value=")\w{64}(?=")'


def picture() -> bytes:
    """With the name of whoever took it, as cameras write it."""
    image, written = Image.new("RGB", (80, 80), "red"), BytesIO()
    exif = Image.Exif()
    exif[0x013B] = PERSON
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def add_paper(application: Application, kind: str, name: str, content_type: str, content: bytes) -> Paper:
    paper = Paper.objects.create(application=application, key=f"{name:x<32.32}".encode().hex()[:32], kind=kind, file_name=f"{PERSON} {name}",
                                 content_type=content_type, size=len(content))
    default_storage.save(paper.stored_name, ContentFile(content))
    return paper


def pdf_by(name: str) -> bytes:
    """As programs write them: who made it, as words and as XML."""
    packet = f'<?xpacket begin="" id="W5M0"?><dc:creator>{name}</dc:creator><?xpacket end="w"?>'.encode()
    said = f"/Author ({name}) /Title ({TITLE}) /Producer <5A656C6D61>".encode()
    return b"%PDF-1.4\n1 0 obj\n<< " + said + b" >>\nendobj\n2 0 obj\n<< /Type /Metadata >>\nstream\n" + packet + b"\nendstream\nendobj\n%%EOF"


def address_of(paper: Paper) -> str:
    return reverse("popups:paper-file", args=[paper.key])


def keys_on(response) -> list[str]:
    return re.findall(r'data-paper="(\w+)"', response.content.decode())


def plant(call) -> Application:
    user = make.make_user(email="zelma.kirpsone@podi.example", first_name="Zelma", last_name="Ķirpsone")
    applicant = make.make_applicant(user=user, name=FIRM, contact_name=PERSON, phone="+371 26777111", registration_number="40203999888",
                                    website="https://zk-podi.example/", about="about-planted")
    said = f"Esmu {PERSON} no {FIRM}, ar Brenci Vuškānu; Zelmas podi: zk-podi.example, 26 777 111, zelma.kirpsone@podi.example."
    application = make.make_application(applicant=applicant, unit=make.make_unit(), call=call, title=TITLE, description=said, needs_note=said,
                                        answers={"goods": said})
    Application.objects.filter(pk=application.pk).update(share_note=said)
    application.co_applicants.create(name=PARTNER, email="brencis@podi.example", key="p" * 32)
    officer = make.make_officer()
    comment(application=application, text=f"Zvanīju: {PERSON}, 26777111.", by=officer)
    request_changes(application=application, note=f"{PERSON}, lūdzu, precizējiet.", by=officer)
    Application.objects.filter(pk=application.pk).update(changes_note=said, status="submitted")
    Message.objects.create(application=application, by=user, is_from_office=False, text=said)
    return application


def make_world() -> SimpleNamespace:
    """A blind call, closed: an application with names in every field, a plain one, and reviews of two."""
    call = make.make_call(days_left=-1, is_blind=True)
    blind, plain = plant(call), make.make_application(call=call, unit=make.make_unit())
    papers = [add_paper(blind, PaperKind.PORTFOLIO, "p.jpg", "image/jpeg", picture()),
              add_paper(blind, PaperKind.PORTFOLIO, "o.pdf", "application/pdf", pdf_by(PERSON)),
              add_paper(blind, PaperKind.REGISTRATION, "r.pdf", "application/pdf", b"%PDF- Zelma"),
              add_paper(blind, PaperKind.PORTFOLIO, "q.pdf", "application/pdf", b"%PDF- Zelma"),
              add_paper(blind, PaperKind.PORTFOLIO, "z.jpg", "image/jpeg", picture())]
    for paper in papers[:2]:
        open_to_reviewers(paper=paper, by=make.make_officer())
    reviewer, other = make.make_reviewer(), make.make_reviewer()
    give([blind, plain], reviewer, other)
    reasons = {row.pk: Given(5, f"To saku es par {PERSON}.") for row in call.criteria.all()}
    save_review(application=blind, by=other, scores=reasons, comment=f"{FIRM} ir laba.", submit=True)
    send(blind, reviewer, 3, 3)
    return SimpleNamespace(call=call, blind=blind, plain=plain, papers=papers, reviewer=reviewer, other=other)


def whole(response) -> str:
    """Body and headers, as letters, without the tokens of forms: 64 letters drawn by lot, in which a short name stands now and then.

    A picture is looked through as bytes.
    """
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = re.sub(TOKEN, "", body.decode(errors="replace"))
    return f"{response.headers}\n{said}".casefold()
