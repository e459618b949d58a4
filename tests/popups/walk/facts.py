"""All rows of which the sentences speak, read once."""

from datetime import date, datetime

from django.utils import timezone

from popups.choices import Verb
from popups.lifecycle.stripping import is_nobodys
from popups.models import (
    Alert,
    Application,
    Call,
    CallChange,
    ChangePoint,
    CoApplicant,
    Conflict,
    Consultation,
    Decision,
    History,
    Idea,
    IdeaSupport,
    Invitation,
    Letter,
    Message,
    Objection,
    Occupancy,
    Offer,
    Paper,
    Review,
    Tenancy,
)
from popups.reports.letters import TO_RESIDENTS
from popups.reports.stages import with_stage
from popups.rules.nearness import office
from popups.rules.stage import Stage, stage_for_applicant, stage_of
from vacancies.models import Unit


class Facts:
    def __init__(self, rows: dict[str, list[tuple]], erased: dict[int, list[str]], stopped: dict[str, datetime] | None = None) -> None:
        """rows: of every table, as town.Ledger reads them; erased: whom, and the words that only they brought; stopped: keys of wishes, and when."""
        self.rows, self.erased, self.stopped = rows, erased, stopped or {}
        self.today: date = timezone.localdate()
        rows = Application.objects.select_related("applicant", "call", "decision").prefetch_related("offers__tenancy")
        self.applications = list(with_stage(rows, self.today).order_by("pk"))
        self.stages: dict[int, Stage] = {row.pk: stage_of(row, self.today) for row in self.applications}
        self.seen: dict[int, Stage] = {row.pk: stage_for_applicant(row, self.today) for row in self.applications}
        self.stages_in_sql: dict[int, str] = {row.pk: row.stage for row in self.applications}
        self.offers = list(Offer.objects.prefetch_related("occupancies"))
        self.open_offers = [row for row in self.offers if row.state.is_open]
        self.tenancies = list(Tenancy.objects.select_related("offer").prefetch_related("occupancies"))
        self.stays = [row for row in self.tenancies if row.end > self.today and not row.never_began]
        self.occupancies = list(Occupancy.objects.select_related("space__unit"))
        self.history = list(History.objects.order_by("pk"))
        self._of_calls()
        self._of_people()
        self._of_residents()

    def _of_calls(self) -> None:
        self.calls = list(Call.objects.prefetch_related("criteria"))
        self.decisions = list(Decision.objects.select_related("application"))
        self.objections = list(Objection.objects.select_related("application__decision"))
        self.letters = list(Letter.objects.filter(application__isnull=False).only("application", "key", "kind", "written_at", "text"))
        self.near = set(Conflict.objects.values_list("application", "reviewer"))
        self.office = set(office().values_list("pk", flat=True))
        self.reviews = list(Review.objects.exclude(submitted_at=None).select_related("application").prefetch_related("scores__criterion"))

    def _of_people(self) -> None:
        self.beside = list(CoApplicant.objects.select_related("application"))
        self.messages = list(Message.objects.select_related("application"))
        self.points = list(ChangePoint.objects.select_related("application"))
        self.papers = list(Paper.objects.all())
        self.changes = list(CallChange.objects.select_related("call"))
        self.consultations = list(Consultation.objects.all())
        self.invitations = list(Invitation.objects.select_related("consultation").prefetch_related("chosen"))
        self.other_letters = list(Letter.objects.filter(application=None).only("key"))
        self.stripped = {line.application_id for line in self.history if line.verb == Verb.ERASED}
        self.gone = {row.pk for row in self.applications if is_nobodys(row.applicant)}
        self.first_sent: dict[int | None, datetime] = {}
        for line in self.history:
            if line.verb == Verb.SUBMITTED:
                self.first_sent.setdefault(line.application_id, line.at)

    def _of_residents(self) -> None:
        self.ideas = list(Idea.objects.all())
        self.supports = list(IdeaSupport.objects.all())
        self.alerts = list(Alert.objects.all())
        self.alert_letters = list(Letter.objects.filter(kind__in=TO_RESIDENTS).only("key", "kind", "to_email", "written_at", "text"))

    def unit_names(self) -> dict[int, str]:
        return dict(Unit._base_manager.values_list("pk", "reference"))

    def listings(self) -> list[tuple[str, datetime]]:
        """(reference, moment) of each time that a unit became public."""
        return list(Unit.history.exclude(published_at=None).order_by().values_list("reference", "published_at").distinct())
