"""The stage of many applications at once: what rules.stage.stage_of says of one, in SQL."""

from datetime import date

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When

from popups.choices import ApplicationStatus
from popups.models import Application, Offer, Tenancy
from popups.rules.stage import StageCode


def _value(code: StageCode) -> Value:
    return Value(code.value)


def with_stage(applications: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Annotates `stage` (a StageCode value). Costs no query of its own."""
    tenancies = Tenancy.objects.filter(offer__application=OuterRef("pk"))
    offers = Offer.objects.open().filter(application=OuterRef("pk"), answer_by_on__gte=today)
    not_over = tenancies.not_over(today)
    return applications.annotate(stage=Case(
        When(Exists(not_over.filter(start__lte=today)), then=_value(StageCode.CURRENT)),
        When(Exists(not_over), then=_value(StageCode.UPCOMING)),
        When(Exists(tenancies), then=_value(StageCode.ENDED)),
        When(Exists(offers), then=_value(StageCode.OFFERED)),
        *(When(status=status, then=_value(StageCode[status.name])) for status in ApplicationStatus),
        default=F("status"), output_field=CharField()))
