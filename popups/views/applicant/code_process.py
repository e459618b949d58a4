"""allauth's sign-in by code, with two differences: a new address gets a code too, and staff get none."""

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from popups.lifecycle.people import person_of_address
from popups.models import User
from vacancies.access import ALL_STAFF, has_role

# What a mail server that is away looks like.
NO_MAIL = (OSError, SMTPException)


def needs_password(person: User | None) -> bool:
    """Whoever works at a desk, the admin's pages among them, signs in by password and second factor only."""
    return person is not None and (person.is_staff or has_role(person, *ALL_STAFF))


class SignInByCode(LoginCodeVerificationProcess):
    """Knows only the address until the code is typed, so that known and unknown ones look and take the same."""

    @classmethod
    def begin(cls, request: HttpRequest, *, email: str, next_url: str, claim: str = "") -> "SignInByCode":
        """Sends the code. Raises one of NO_MAIL when the letter cannot leave. claim: the draft that the address shall own."""
        login = Login(user=None, email=email, state={"stages": {"current": LoginByCodeStage.key}})
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True, next=next_url,
                           claim=claim)
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def pending(cls, request: HttpRequest) -> "SignInByCode | None":
        """The one begun in this browser, unless its fifteen minutes are over."""
        stage = LoginStageController.enter(request, LoginByCodeStage.key)
        return cls(stage).abort_if_invalid() if stage and stage.state.get("email") else None

    @property
    def email(self) -> str:
        return self.state["email"]

    @property
    def claim(self) -> str:
        return self.state.get("claim", "")

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        self.generate_code()
        person = User.objects.filter(email__iexact=email).first()
        if needs_password(person):
            self.state["code"] = ""  # which no answer equals
            get_adapter().send_mail("account/email/staff_sign_in", email, {})
        else:
            get_adapter().send_mail("account/email/login_code", email, {"code": self.code})

    def resend(self) -> None:
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None = None) -> HttpResponse:
        """The address is proved: whoever it belongs to is signed in. Staff never, whatever happened meanwhile."""
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        person: Any = person_of_address(email=self.email, language=language)
        if needs_password(person):
            self.abort()
            return redirect("account_login")
        self._user = person
        return super().finish(self.state.get("next") or redirect_url)
