"""How allauth is made to fit: letters in our words, links to our own address, no sign-up page."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

UNSAID = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Applicants sign up by proving their address; staff are entered by the town."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site: no other host, not even another of ALLOWED_HOSTS."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def render_mail(self, template_prefix: str, email: str | list[str], context: dict[str, Any],
                    headers: dict[str, str] | None = None) -> EmailMessage:
        told = {"site_url": settings.SITE_URL, "town_name": settings.TOWN_NAME, "office_email": settings.OFFICE_EMAIL,
                "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
        return super().render_mail(template_prefix, email, {**context, **told}, {"Auto-Submitted": "auto-generated"})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The configured address, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Letters will come in the language in which the person signs in."""
        super().login(request, user)
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        if user.language != language and language in dict(settings.LANGUAGES):
            user.language = language
            user.save(update_fields=["language"])

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None,
                    *args: Any, **kwargs: Any) -> None:
        """The page itself shows that one is signed in."""
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)
