"""python manage.py demo_logins: who may sign in to the demonstration, and how."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from popups.demo.owners_say import SHOWN_OWNER, shown_link
from popups.demo.town import PASSWORD, STAFF, email_of, one_of_each_kind
from popups.models import User


class Command(BaseCommand):
    help = "Says how to sign in to the demonstration town: the staff with a password, applicants with a code."

    def handle(self, *args: Any, **options: Any) -> None:
        with override("en"):  # as everything that ./run says
            self._tell()

    def _tell(self) -> None:
        if not settings.IS_DEMO:
            raise CommandError(_("This is not a demonstration, so there are no demonstration log-ins."))
        officer = User.objects.filter(email=f"{STAFF[0][0]}@example.org").first()
        if officer is None or not officer.check_password(PASSWORD):
            raise CommandError(_("The demonstration town is not loaded. Run “python manage.py load_demo” on an empty database."))
        self.stdout.write("\n".join([*_staff_lines(), *_applicant_lines(), *_owner_lines()]))


def _staff_lines() -> list[str]:
    title = _("Staff sign in at %(path)s (%(staff)s leads there) with the password %(password)s:")
    return [title % {"path": reverse("account_login"), "staff": reverse("popups:staff-today"), "password": PASSWORD},
            *(f"  {name}@example.org" for name, *_names in STAFF)]


def _applicant_lines() -> list[str]:
    """A code is sent as a letter, and the demonstration's letters appear where the server runs."""
    title = _("Applicants sign in at %(path)s with a code. Nothing leaves this machine: the code appears in this window.")
    return [title % {"path": reverse("popups:sign-in")}, *(f"  {email_of(person)}  ({person.kind.label}: {person.name})" for person in one_of_each_kind())]


def _owner_lines() -> list[str]:
    """Owners have no account: a link opens their page. It shuts when it is old, or when an officer makes another."""
    link = shown_link()
    if link is None:
        return []
    title = _("The owner %(name)s opens their own page with this link:")
    return [title % {"name": SHOWN_OWNER}, f"  {reverse('popups:owner-enter', args=[link.secret])}"]
