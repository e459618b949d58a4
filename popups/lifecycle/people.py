"""Who a proved address belongs to."""

from django.db import IntegrityError, transaction

from popups.models import User


def person_of_address(*, email: str, language: str) -> User:
    """The person with this address; made, without a password, when there is none. To be called once it is proved."""
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email, language=language)
    except IntegrityError:
        return User.objects.get(email__iexact=email)
