"""The application with its locks taken away, for the negative control: it looks, waits a moment, and then writes.

The test drops the database's own constraint as well. Never served to anybody.
"""

import time

from config.wsgi import application
from popups.lifecycle import offers
from popups.lifecycle.offers import make_offer
from popups.views.staff import offers as pages
from vacancies.models import Unit

__all__ = ["application"]
MOMENT = 1.0  # seconds: so that the control does not hang on the luck of scheduling


def after_a_moment(make):
    def waiting(*args, **kwargs):
        time.sleep(MOMENT)
        return make(*args, **kwargs)
    return waiting


offers.lock_unit = lambda pk: Unit.objects.get(pk=pk)
offers.lock = lambda row: type(row)._base_manager.get(pk=row.pk)
offers.fresh_reference = after_a_moment(offers.fresh_reference)
pages.make_offer = make_offer.__wrapped__  # without its transaction
