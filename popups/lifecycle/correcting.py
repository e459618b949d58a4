"""A person corrects what the town keeps about them: profile, language, e-mail address."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.lifecycle.applications import PROFILE_FIELDS, search_text_of
from popups.lifecycle.records import lock, write_history
from popups.models import Applicant, Application, User
from vacancies.problem import Problem, Refused


@transaction.atomic
def correct_profile(*, applicant: Applicant, by: User, **fields: Any) -> Applicant:
    """What the office reads from now on, in applications that were sent too; they are found by the new name, and their history says so."""
    if set(fields) - PROFILE_FIELDS:
        raise TypeError(f"correct_profile got {sorted(set(fields) - PROFILE_FIELDS)}")
    applicant = lock(applicant)
    if not fields.get("name", applicant.name).strip():
        raise Refused([Problem("name_missing", _("Say who applies."), "name")])
    changed = [name for name, value in fields.items() if getattr(applicant, name) != value]
    if not changed:
        return applicant
    for name in changed:
        setattr(applicant, name, fields[name])
    applicant.save(update_fields=changed)
    for application in Application.objects.sent().filter(applicant=applicant).select_related("applicant"):
        Application.objects.filter(pk=application.pk).update(search_text=search_text_of(application))
        write_history(Verb.PROFILE_CORRECTED, by=by, subject=application)
    return applicant


@transaction.atomic
def choose_language(*, user: User, language: str, by: User) -> None:
    """In which letters come."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def move_address(*, user: User, email: str, by: User) -> User:
    """The new address is proved: from now on one signs in with it, and letters go there. The old one opens nothing any more."""
    user, email = lock(user), email.strip().lower()
    taken = Problem("email_taken", _("This e-mail has an account of its own. Sign in with it, or ask the town office to join the two."), "email")
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise Refused([taken])
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise Refused([taken]) from None
    EmailAddress.objects.filter(user=user).delete()
    return user
