"""What of a person's data goes when they ask for it, and what the town must keep, why and until when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from popups.choices import ApplicationStatus
from popups.models import Alert, Applicant, Application, Event, GroupMember, Letter, Message, Paper, Tenancy, User
from popups.rules.retention import ERASED_HOST
from popups.rules.telling import told_decision
from vacancies.access import ALL_STAFF, has_role
from vacancies.dates import day
from vacancies.models import Owner
from vacancies.problem import Problem

WHY: dict[str, str | Promise] = {
    "tenancy": _("The agreement about a tenancy must be kept by law: your name, registration number, the place, the days and the terms."),
    "decision": _("The decision can still be objected to, so it stays with the application it speaks of."),
    "objection": _("Your objection is not answered yet, so it stays with the application it speaks of until it is."),
    "owner": _("You also stand in the register as the owner of a space. Ask the town office about that."),
    "group": _("You are also a member of the local group. Ask the town office about that."),
}


@dataclass(frozen=True)
class Hold:
    """why: a key of WHY. until: the first day on which it may go; None: as long as that lasts."""

    why: str
    count: int
    until: date | None

    @property
    def text(self) -> str | Promise:
        return WHY[self.why]

    def plain(self) -> dict[str, object]:
        return {"what": self.why, "count": self.count, "until": self.until.isoformat() if self.until else "", "why": self.why}


def hold_of(application: Application, today: date) -> Hold | None:
    """The longest reason to keep it. Needs `offers__tenancy`, `objections` and `decision`, best prefetched."""
    ends = [offer.tenancy.end for offer in application.offers.all() if hasattr(offer, "tenancy")]
    until = max(ends) + timedelta(days=settings.KEEP_TENANCY_DAYS) if ends else None
    if until and until > today:
        return Hold("tenancy", 1, until)
    if any(objection.answered_at is None for objection in application.objections.all()):
        return Hold("objection", 1, None)
    decision = told_decision(application)
    moment = decision.told_at if decision else application.decided_at
    until = timezone.localdate(moment) + timedelta(days=settings.OBJECTION_DAYS) if moment else None
    return Hold("decision", 1, until) if until and until > today else None


def is_erased(user: User) -> bool:
    return user.email.endswith(ERASED_HOST)


def with_holds(applications: QuerySet[Application]) -> QuerySet[Application]:
    return applications.select_related("applicant", "call", "decision").prefetch_related("offers__tenancy", "objections")


def may_erase(user: User, today: date) -> list[Problem]:
    """Every reason why not yet."""
    problems = []
    if has_role(user, *ALL_STAFF) or user.is_staff or user.is_superuser:
        problems.append(Problem("staff", _("You work here. Ask whoever looks after the accounts of the town hall.")))
    running = Tenancy.objects.not_over(today).filter(offer__application__applicant__user=user).order_by("-end").first()
    if running is not None:
        text = _("Your tenancy “%(name)s” is not over. You can erase your data after its last day, %(day)s.")
        problems.append(Problem("has_tenancy", text % {"name": running.public_name, "day": day(running.last_day, "short")}))
    if Event.objects.live().filter(performer__user=user, ends_at__gte=timezone.now()).exists():
        problems.append(Problem("has_event", _("You have an event to come. Ask the town office to cancel it first.")))
    return problems


def identities(user: User) -> list[str]:
    """Words by which letters may name the person; nothing so short that it could be anything."""
    said = [user.email, user.get_full_name()]
    for applicant in Applicant.objects.filter(user=user):
        said += [applicant.name, applicant.contact_name, applicant.phone]
    return sorted({word for word in said if len(word.strip()) >= 5})


@dataclass(frozen=True)
class Plan:
    """goes: numbers by what; holds: what stays, each reason once, with its latest day."""

    goes: dict[str, int]
    holds: list[Hold]

    @property
    def keeps_name(self) -> bool:
        """An application that must be kept keeps the name of who sent it."""
        return any(hold.why in {"tenancy", "decision", "objection"} for hold in self.holds)


def _summed(holds: list[Hold]) -> list[Hold]:
    """Each reason once; without a day where one of them has none."""
    found = []
    for why in dict.fromkeys(hold.why for hold in holds):
        same = [hold for hold in holds if hold.why == why]
        days = [hold.until for hold in same if hold.until]
        found.append(Hold(why, len(same), max(days) if len(days) == len(same) else None))
    return found


def plan_of(user: User, today: date) -> Plan:
    """What erasing would do, told before it is done."""
    rows = list(with_holds(Application.objects.of_user(user)))
    holds = [hold for hold in (hold_of(row, today) for row in rows) if hold]
    held_whole = [row.pk for row in rows if (hold := hold_of(row, today)) and hold.why != "tenancy"]
    mine = Q(application__applicant__user=user) & ~Q(application__in=held_whole)
    drafts = sum(row.state is ApplicationStatus.DRAFT and row.submitted_at is None for row in rows)
    goes = {"applications": len(rows) - drafts - len(holds), "drafts": drafts, "papers": Paper.objects.filter(mine).count(),
            "messages": Message.objects.filter(mine).count(), "letters": Letter.objects.filter(Q(to_user=user)).exclude(text="").count(),
            "alerts": Alert.objects.filter(email__iexact=user.email).count()}
    owners = Owner.objects.filter(email__iexact=user.email).count()
    members = GroupMember.objects.filter(email__iexact=user.email).count()
    others = [Hold(why, count, None) for why, count in (("owner", owners), ("group", members)) if count]
    return Plan(goes, _summed(holds) + others)
