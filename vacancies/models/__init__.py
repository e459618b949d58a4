"""What is true about places."""

from vacancies.models.desk import BulkChange, BulkChangeRow, SavedView
from vacancies.models.facts import ClosedPeriod, FieldVisit, Vacancy
from vacancies.models.import_run import ImportRun, ImportSource
from vacancies.models.imported import ImportedRow
from vacancies.models.merge import Merge, NotSame
from vacancies.models.owner import Owner
from vacancies.models.owner_page import OwnerLink, Proposal
from vacancies.models.photo import Photo
from vacancies.models.place import Area, KnownAddress
from vacancies.models.report import Report
from vacancies.models.sent_form import SentForm
from vacancies.models.shop import Shop
from vacancies.models.talk import Contact, Talk
from vacancies.models.unit import PermittedActivity, Space, Unit
from vacancies.models.walk import WalkItem, WalkPhoto

__all__ = ["Area", "BulkChange", "BulkChangeRow", "ClosedPeriod", "Contact", "FieldVisit", "ImportRun", "ImportSource",
           "ImportedRow", "KnownAddress", "Merge", "NotSame", "Owner", "OwnerLink", "PermittedActivity", "Photo",
           "Proposal", "Report", "SavedView", "SentForm", "Shop", "Space", "Talk", "Unit", "Vacancy", "WalkItem",
           "WalkPhoto"]
