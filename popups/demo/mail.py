"""Letters of a demonstration are shown where the server runs, in words instead of in MIME."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """To stderr, where the server's other news appear: ./run drops the server's greeting together with its stdout."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            line = "-" * 72
            sys.stderr.write(f"{line}\n→ {', '.join(message.to)}: {message.subject}\n\n{message.body.strip()}\n{line}\n")
        sys.stderr.flush()
        return len(email_messages)
