"""The stage of many applications at once: what rules.stage.stage_of says of one, in SQL."""

from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When

from popups.choices import ApplicationStatus
from popups.models import Application, Offer, Tenancy
from popups.rules.stage import StageCode


def _value(code: StageCode) -> Value:
    return Value(code.value)


def _by_review() -> Case:
    return Case(*(When(status=status, then=_value(StageCode[status.name])) for status in ApplicationStatus),
                default=F("status"), output_field=CharField())


def with_stage(applications: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Annotates `stage` (a StageCode value). Costs no query of its own.

    Most applications never had an offer: one look settles those, before the looks for each kind of promise.
    """
    offers = Offer.objects.filter(application=OuterRef("pk"))
    tenancies = Tenancy.objects.filter(offer__application=OuterRef("pk"))
    not_over = tenancies.not_over(today)
    answerable = offers.open().filter(answer_by_on__gte=today)
    return applications.annotate(stage=Case(
        When(~Exists(offers), then=_by_review()),
        When(Exists(not_over.filter(start__lte=today)), then=_value(StageCode.CURRENT)),
        When(Exists(not_over), then=_value(StageCode.UPCOMING)),
        When(Exists(tenancies), then=_value(StageCode.ENDED)),
        When(Exists(answerable.awaiting_owner()), then=_value(StageCode.AWAITS_OWNER)),
        When(Exists(answerable), then=_value(StageCode.OFFERED)),
        default=_by_review(), output_field=CharField()))


def without_promise(applications: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Those whose stage is the one of their review: no tenancy, and no offer that can still be answered."""
    offers = Offer.objects.open().filter(application=OuterRef("pk"), answer_by_on__gte=today)
    return applications.filter(~Exists(Tenancy.objects.filter(offer__application=OuterRef("pk"))), ~Exists(offers))
