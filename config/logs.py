"""Lines of the log without the secrets that stand in addresses."""

import logging
import re

# The ways in to an owner's page and to a question (docs/decisions/0058 and 0076): whoever reads the log must not be able to follow it.
_SECRET = re.compile(r"(/(?:owner|group)/enter/)([^/\s?#\"'<>]+)")
_LONG = 16  # characters; a shorter word is no secret, and might be part of any other
MASK = "…"


class WithoutSecrets(logging.Formatter):
    """Masks the whole line, its traceback included: Django writes the path of whatever failed, errors quote what they got."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        path = getattr(getattr(record, "request", None), "path", "")
        for _start, secret in _SECRET.findall(f"{path} {text}"):
            if len(secret) >= _LONG:
                text = text.replace(secret, MASK)
        return _SECRET.sub(rf"\1{MASK}", text)
