"""An address, and the code that proves it."""

import re

from allauth.account import forms as allauth_forms
from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from popups.models import User
from vacancies.access import ALL_STAFF, has_role


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address."), "invalid": _("Type an e-mail like name@example.org.")})

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=20, error_messages={"required": _("Type the six digits from the letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-box"}))

    def __init__(self, *args, expected: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    @property
    def is_a_guess(self) -> bool:
        """Six digits, only not the right ones; a slip of the finger is not counted as a try."""
        return self.has_error("code", "incorrect_code")

    def clean_code(self) -> str:
        typed = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", typed):
            raise ValidationError(_("Type the six digits from the letter."), code="not_a_code")
        if not compare_user_code(actual=typed, expected=self.expected):
            raise ValidationError(_("This is not the code from the newest letter. Look again and type it once more."),
                                  code="incorrect_code")
        return typed


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Only staff have passwords; to anybody else the letter says how to sign in with a code."""

    users: list[User]

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if user.is_staff or has_role(user, *ALL_STAFF)]
        return email
