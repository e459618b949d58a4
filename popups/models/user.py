from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from vacancies.choices import Role


class PersonManager(UserManager["User"]):
    """People sign in by e-mail; there are no user names."""

    def _create_user(self, email, password, **extra_fields):
        user = self.model(email=self.normalize_email(email).lower(), **extra_fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    # Django's own begin with the user name.
    def create_user(self, email, password=None, **extra_fields):  # type: ignore[override]
        return self._create_user(email, password, **{"is_staff": False, "is_superuser": False} | extra_fields)

    def create_superuser(self, email, password=None, **extra_fields):  # type: ignore[override]
        return self._create_user(email, password, **{"is_staff": True, "is_superuser": True} | extra_fields)


class User(AbstractUser):
    """Anybody who signs in. Staff have a role; applicants have none and no password."""

    username = None  # type: ignore[assignment]  # as Django's documentation says it
    email = models.EmailField(_("e-mail"), unique=True, error_messages={"unique": _("This e-mail is already in use.")})
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="lv")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.get_full_name() or self.email
