from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from vacancies.forms.sentences import say_what_to_do
from vacancies.long_inserts import take_many_values
from vacancies.no_overlap import install_triggers


class VacanciesConfig(AppConfig):
    name = "vacancies"
    verbose_name = _("Register of units")

    def ready(self) -> None:
        say_what_to_do()
        # Without a sender: popups' tables carry the promise too, and popups is migrated later.
        post_migrate.connect(install_triggers, dispatch_uid="vacancies.no_overlap")
        connection_created.connect(take_many_values, dispatch_uid="vacancies.long_inserts")
