"""The stage of many applications at once: what rules.stage.stage_of says of one, in SQL."""

from datetime import date
from typing import cast

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.lookups import Exact

from popups.choices import ApplicationStatus, Outcome
from popups.models import Application, Offer, Tenancy
from popups.models.application import ApplicationQuerySet
from popups.reports.carried import StagedApplication
from popups.rules.performing import has_performed
from popups.rules.stage import AFTER_OFFER, StageCode

TOLD = {"status": ApplicationStatus.SHORTLISTED, "decision__told_at__isnull": False}


def _value(code: StageCode) -> Value:
    return Value(code.value)


def _by_review(today: date) -> Case:
    return Case(When(has_performed(today), then=_value(StageCode.ENDED)),
                When(**TOLD, decision__outcome=Outcome.PLACE, then=_value(StageCode.PLACE)),
                When(**TOLD, decision__outcome=Outcome.RESERVE, then=_value(StageCode.RESERVE)),
                *(When(status=status, then=_value(StageCode[status.name])) for status in ApplicationStatus),
                default=F("status"), output_field=CharField())


def _after_offers(offers: QuerySet[Offer], today: date) -> Case:
    """Of those whose offers can neither be answered nor became a tenancy: what became of the newest, where a place was decided."""
    newest = Subquery(offers.order_by("-made_at", "-pk").values("status")[:1])
    by_newest = Case(*(When(Exact(newest, status.value), then=_value(code)) for status, code in AFTER_OFFER.items()), output_field=CharField())
    return Case(When(**TOLD, decision__outcome=Outcome.PLACE, then=by_newest), default=_by_review(today), output_field=CharField())


def with_stage(applications: QuerySet[Application], today: date) -> ApplicationQuerySet[StagedApplication, StagedApplication]:
    """Annotates `stage` (a StageCode value). Costs no query of its own.

    Most applications never had an offer: one look settles those, before the looks for each kind of promise.
    """
    offers = Offer.objects.filter(application=OuterRef("pk"))
    tenancies = Tenancy.objects.filter(offer__application=OuterRef("pk"))
    not_over = tenancies.not_over(today)
    answerable = offers.open().filter(answer_by_on__gte=today)
    return cast(ApplicationQuerySet[StagedApplication, StagedApplication], applications.annotate(stage=Case(
        When(~Exists(offers), then=_by_review(today)),
        When(Exists(not_over.filter(start__lte=today)), then=_value(StageCode.CURRENT)),
        When(Exists(not_over), then=_value(StageCode.UPCOMING)),
        When(Exists(answerable.awaiting_owner()), then=_value(StageCode.AWAITS_OWNER)),
        When(Exists(answerable), then=_value(StageCode.OFFERED)),
        When(Exists(tenancies), then=_value(StageCode.ENDED)),
        default=_after_offers(offers, today), output_field=CharField())))


def without_promise(applications: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Those whose stage is the one of their review: no tenancy, no offer that can still be answered, no performances in a time that is over."""
    offers = Offer.objects.open().filter(application=OuterRef("pk"), answer_by_on__gte=today)
    performed = Application.objects.filter(has_performed(today), pk=OuterRef("pk"))  # an answer that is not there would spoil an exclude()
    return applications.filter(~Exists(Tenancy.objects.filter(offer__application=OuterRef("pk"))), ~Exists(offers), ~Exists(performed))
