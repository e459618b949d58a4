"""Somebody whose name stands everywhere it can stand, for the tests of forgetting."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from popups.choices import ApplicationStatus, NotSelectedReason
from popups.lifecycle.applications import comment, not_select, request_changes, submit_application, take_into_review
from popups.lifecycle.messages import write_message
from popups.models import Alert, Applicant, Application, Assignment, CoApplicant, Conflict, Paper, Review, Ruling, User
from popups.planning_choices import RulingKind
from tests.make import make_applicant, make_application, make_call, make_officer, make_reviewer, make_user

NAME, CONTACT, EMAIL, PHONE = "Zvirbulēnu keramika", "Zelma Zvirbule", "zelma@zvirbule.example", "+371 29876543"
WORDS = ("Zvirbul", "zvirbul", EMAIL, PHONE, "29876543", "50103999999")


def make_person() -> Applicant:
    user = make_user(email=EMAIL, first_name="Zelma", last_name="Zvirbule", password=None)
    return make_applicant(user=user, name=NAME, contact_name=CONTACT, phone=PHONE, registration_number="50103999999",
                          website="https://zvirbule.example", about="Zvirbules tētis bija podnieks.")


def add_paper(application: Application, name: str = "Zvirbule.pdf") -> Paper:
    paper = Paper.objects.create(application=application, key=f"{application.pk:032x}", file_name=name,
                                 content_type="application/pdf", size=4)
    default_storage.save(paper.stored_name, ContentFile(b"%PDF"))
    return paper


def make_story(person: Applicant, status: str = ApplicationStatus.IN_REVIEW) -> Application:
    """An application about which everybody has said something with the name in it."""
    officer, reviewer = make_officer(), make_reviewer()
    application = make_application(applicant=person, title="Zvirbules bode", description="Zvirbule pārdod krūzes.",
                                   needs_note="Zvanīt Zvirbulei", answers={"goods": "Zvirbules krūzes"})
    add_paper(application)
    CoApplicant.objects.create(application=application, name="Zvirbules brālis", email="brother@zvirbule.example", key="k" * 32)
    request_changes(application=application, note="Zvirbules kundze, lūdzu plānu.", by=officer)
    submit_application(application=application, by=person.user)
    comment(application=application, text="Zvirbuli pazīstu.", by=officer)
    write_message(application=application, text="Sveiki, Zvirbule!", by=officer, is_from_office=True)
    write_message(application=application, text="Te Zvirbule.", by=person.user, is_from_office=False)
    Assignment.objects.create(application=application, reviewer=reviewer, how="by_hand", by=officer)
    Review.objects.create(application=application, reviewer=reviewer, comment="Zvirbules krūzes ir labas.")
    Conflict.objects.create(application=application, reviewer=make_reviewer(), reason="Zvirbule ir mana māsa.")
    Ruling.objects.create(call=make_call(), application=application, kind=RulingKind.EXCLUDE, reason="Zvirbule lūdza pagaidīt.", made_by=officer)
    Alert.objects.create(key="a" * 32, kind="search", email=EMAIL, language="lv", query="q=zvirbule")
    if status == ApplicationStatus.NOT_SELECTED:
        take_into_review(application=application, by=officer)
        not_select(application=application, reason=NotSelectedReason.OTHER, note="Zvirbulei citur būs labāk.", by=officer)
    application.refresh_from_db()
    return application


def the_person() -> User:
    return User.objects.get(email=EMAIL)
