"""What happens beside the calls: paper applications, drafts without signing in, co-applicants, messages, residents' ideas, a farewell."""

from popups.choices import IdeaState, Where
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.companions import BY_CODE
from popups.demo.crowd import crowd, user_of
from popups.demo.people import Person
from popups.kinds import ApplicantKind, spec_of
from popups.lifecycle.applications import save_step, submit_application
from popups.lifecycle.claiming import begin_draft, claim_draft
from popups.lifecycle.co_applicants import add_co_applicant, answer_as_co_applicant, remove_co_applicant
from popups.lifecycle.correcting import correct_profile
from popups.lifecycle.entering import begin_entering, give_email
from popups.lifecycle.erasing import erase_person
from popups.lifecycle.ideas import say_idea, settle_ideas, support_idea
from popups.lifecycle.messages import mark_read, write_message
from popups.lifecycle.repeats import settle_repeat
from popups.models import Application, User
from vacancies.choices import Activity

IDEAS = (("bank", "Kafejnīca, kurā var lasīt"), ("bank", "Bērnu spēļu istaba lietainām dienām"), ("pharmacy", "Velosipēdu remonts"),
         ("pharmacy", "Kaut kas, kas vakarā vaļā"), ("bank", "Jāņa Kalniņa parāds par īri"))


def besides(cast: Cast) -> list[Story]:
    return [_paper(cast), _claimed(cast), _talk(cast), _wishes(cast), _farewell(cast)]


def _fill_in(application: Application, person: Person, by: User, cast: Cast, start: int) -> None:
    question = next(question.code for question in spec_of(person.kind).questions if question.is_required)
    save_step(application=application, step_code="what", by=by, title=person.title, activity=person.activity,
              description=person.text, answers={question: person.answer})
    save_step(application=application, step_code="where", by=by, where=Where.ANYWHERE, shortest_days=14, longest_days=40,
              earliest_start_on=cast.chronicle.day(start), latest_end_on=cast.chronicle.day(start + 90))


def _paper(cast: Cast) -> Story:
    """Came by post, from somebody without an e-mail; and once more, which somebody noticed. Later there was an e-mail."""
    yield -24
    person = Person("paper", ApplicantKind.MAKER, "Vecmeistars Arvīds Kļava", "Arvīds Kļava", "Slotu siešana", Activity.CRAFTS,
                    "Slotas no bērziem. Rādu, kā sien.", "Slotas")
    sent = []
    for _time in range(2):
        application = begin_entering(by=cast.officer, kind=person.kind, name=person.name)
        _fill_in(application, person, cast.officer, cast, 40)
        sent.append(submit_application(application=application, by=cast.officer))
    yield -23
    settle_repeat(one=sent[0], other=sent[1], is_repeat=True, by=cast.officer)
    yield -21
    give_email(application=sent[0], email=user_of(cast, person, -21).email, language="lv", by=cast.officer)


def _claimed(cast: Cast) -> Story:
    """Begun on the phone without signing in, finished at home; two people apply together."""
    yield -17
    user, person = cast.people["host:felt"], BY_CODE["host:felt"]
    draft = begin_draft(kind=person.kind)
    partner = add_co_applicant(application=draft, name="Velga Dzirkste", email="velga.dzirkste@example.org", by=None)
    yield -16
    application = claim_draft(application=draft, by=user)
    _fill_in(application, person, user, cast, 55)
    yield -15
    partner.refresh_from_db()
    answer_as_co_applicant(row=partner, is_willing=True)
    other = add_co_applicant(application=application, name="Ansis Dzirkstelis", email="ansis.dzirkstelis@example.org", by=user)
    remove_co_applicant(row=other, by=user)
    submit_application(application=application, by=user)
    yield -12
    correct_profile(applicant=application.applicant, by=user, about=f"{application.applicant.about} Nu jau divatā.".strip())


def _talk(cast: Cast) -> Story:
    yield -14
    application = Application.objects.filter(applicant__user=cast.people["maker:tea"]).sent().latest("pk")
    asked = write_message(application=application, text="Vai telpā drīkst vārīt ūdeni?", by=cast.people["maker:tea"], is_from_office=False)
    yield -13
    mark_read(application=application, upto=asked.pk, by=cast.officer, is_from_office=False)
    write_message(application=application, text="Drīkst, tējkanna jau tur ir.", by=cast.officer, is_from_office=True)
    yield -3
    write_message(application=application, text="Paldies! Un kur likt ratiņus?", by=cast.people["maker:tea"], is_from_office=False)


def _wishes(cast: Cast) -> Story:
    """What residents say should be in a window: some shown, one with somebody's name hidden, one waits to be read."""
    yield -40
    said = [say_idea(unit=cast.units[place], text=text, voter=f"{number:064x}") for number, (place, text) in enumerate(IDEAS[:4])]
    hidden = say_idea(unit=cast.units[IDEAS[4][0]], text=IDEAS[4][1], voter=f"{99:064x}")
    yield -39
    settle_ideas(ideas=said[:3], to=IdeaState.SHOWN, by=cast.officer)
    settle_ideas(ideas=[hidden], to=IdeaState.HIDDEN, by=cast.officer, reason="personal")
    yield -30
    for voter in range(10, 24):
        support_idea(idea=said[voter % 3 if voter < 18 else 0], voter=f"{voter:064x}")


def _farewell(cast: Cast) -> Story:
    """Somebody asked, and everything about them went."""
    yield -60
    person = crowd(200)[-1]
    user = user_of(cast, person, -60)
    application = claim_draft(application=begin_draft(kind=person.kind), by=user)
    _fill_in(application, person, user, cast, 10)
    save_step(application=application, step_code="who", by=user, profile={"name": person.name, "contact_name": person.contact})
    submit_application(application=application, by=user)
    yield -20
    erase_person(user=user, by=user, today=cast.chronicle.day(-20))
