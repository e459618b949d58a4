"""What people ask for and are given."""

from popups.models.application import Applicant, Application, Comment, Paper, Wish
from popups.models.event import Event
from popups.models.history import History
from popups.models.letter import Letter
from popups.models.offer import Occupancy, Offer, Tenancy
from popups.models.user import User

__all__ = ["Applicant", "Application", "Comment", "Event", "History", "Letter", "Occupancy", "Offer", "Paper",
           "Tenancy", "User", "Wish"]
