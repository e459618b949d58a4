"""Applications that came on paper, entered by an officer and sent, for the tests of people without an e-mail."""

from popups.kinds import ApplicantKind
from popups.lifecycle.applications import submit_application
from popups.lifecycle.entering import begin_entering
from popups.models import Application, Call, User
from tests import make


def make_on_paper(*, name: str = "Papīra Anna", by: User | None = None, email: str = "", is_sent: bool = True, call: Call | None = None,
                  kind: str = ApplicantKind.MAKER, **answers) -> Application:
    officer = by or make.make_officer()
    application = begin_entering(by=officer, kind=kind, name=name, email=email)
    if call is not None:
        application.call = call
        application.save(update_fields=["call"])
    application = make._filled(application, officer, **{"where": "anywhere"} | answers)
    if not is_sent:
        return application
    return submit_application(application=application, by=officer, now=make._while_open(call))
