"""A password that is worth something only in a demonstration."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoPasswordHasher(PBKDF2PasswordHasher):
    """Known to the settings only while IS_DEMO is on: without it, no password made under it opens anything.

    Few rounds, because the demonstration's password is printed for everybody anyway.
    """

    algorithm = "demonstration"
    iterations = 1000
