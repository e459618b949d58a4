"""What people ask for and are given."""

from popups.models.application import Applicant, Application, Comment, Paper, Wish
from popups.models.call import Call, CallChange, CallPaper, CallQuestion, CallText, Criterion
from popups.models.consultation import Consultation, GroupMember, Invitation, Option
from popups.models.decision import Decision, Objection, SettledRepeat
from popups.models.event import Event
from popups.models.history import History
from popups.models.idea import Alert, Erasure, Idea, IdeaSupport
from popups.models.letter import Letter
from popups.models.message import ChangePoint, CoApplicant, Message
from popups.models.offer import Occupancy, Offer, Tenancy
from popups.models.plan import Placement, Plan, PlanAnswer, PlanRules, Ruling
from popups.models.review import Assignment, Conflict, Look, Review, Score
from popups.models.user import User

__all__ = ["Alert", "Applicant", "Application", "Assignment", "Call", "CallChange", "CallPaper", "CallQuestion", "CallText",
           "ChangePoint", "CoApplicant", "Comment", "Conflict", "Consultation", "Criterion", "Decision", "Erasure", "Event",
           "GroupMember", "History", "Idea", "IdeaSupport", "Invitation", "Letter", "Look", "Message", "Objection",
           "Occupancy", "Offer", "Option", "Paper", "Placement", "Plan", "PlanAnswer", "PlanRules", "Review", "Ruling", "Score",
           "SettledRepeat", "Tenancy", "User", "Wish"]
