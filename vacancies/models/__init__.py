"""What is true about places."""

from vacancies.models.facts import ClosedPeriod, FieldVisit, Vacancy
from vacancies.models.imported import ImportedRow
from vacancies.models.owner import Owner
from vacancies.models.photo import Photo
from vacancies.models.sent_form import SentForm
from vacancies.models.shop import Shop
from vacancies.models.unit import PermittedActivity, Space, Unit

__all__ = ["ClosedPeriod", "FieldVisit", "ImportedRow", "Owner", "PermittedActivity", "Photo", "SentForm", "Shop",
           "Space", "Unit", "Vacancy"]
