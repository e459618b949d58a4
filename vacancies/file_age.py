"""When a stored file was written, for the jobs that sweep up what no row knows."""

from contextlib import suppress
from datetime import datetime

from django.core.files.storage import default_storage


def is_older(name: str, before: datetime) -> bool:
    """No where it is gone: two jobs sweep at once now and then, and the other one was faster."""
    with suppress(FileNotFoundError):
        return default_storage.get_modified_time(name) < before
    return False
