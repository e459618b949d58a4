"""Permanent tenant found: the one action to which every tenancy is subordinate."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from popups.choices import EndReason, LetterKind, OfferStatus, Verb
from popups.letters import write_letter
from popups.lifecycle.event_letters import tell_host_of_end
from popups.lifecycle.events import cancel_locked
from popups.lifecycle.offers import release
from popups.lifecycle.records import lock_unit, write_history
from popups.lifecycle.tenancies import shorten
from popups.models import Offer, User
from popups.moments import midnight
from popups.rules.tenancies import PermanentTenantEffects, may_move_in, permanent_tenant_effects
from vacancies.choices import Activity, ShopKind
from vacancies.lifecycle.facts import end_open_vacancy
from vacancies.models import Shop, Unit
from vacancies.problem import refuse_if
from vacancies.references import fresh_reference


@transaction.atomic
def find_permanent_tenant(*, unit: Unit, name: str, moves_in_on: date, by: User, kind: ShopKind | str = ShopKind.SHOP,
                          activity: Activity | str = "", today: date | None = None) -> Shop:
    """Ends or calls off tenancies, withdraws offers, cancels events, closes the vacancy and opens the shop.

    The same shop on the same day sent twice is found, not made again.
    """
    unit = lock_unit(unit.pk)
    done = Shop.objects.filter(unit=unit, name=name.strip(), starts_on=moves_in_on).first()
    if done is not None:
        return done
    effects = permanent_tenant_effects(unit, moves_in_on=moves_in_on, today=today or timezone.localdate(),
                                       midnight=midnight)
    refuse_if(may_move_in(effects, name=name))
    _tell_tenants(effects, by)
    _withdraw_offers(effects, by)
    for event in effects.events:
        event.refresh_from_db(fields=["status"])
        if event.state.is_live:
            if event.tenancy_id is None:  # whoever has the stay has heard of everything by the letter about its end
                tell_host_of_end(event, by, has_permanent_tenant=True)
            cancel_locked(event, by=by, has_permanent_tenant=True)
    end_open_vacancy(unit=unit, day=moves_in_on, by=by)
    shop = Shop.objects.create(reference=fresh_reference(Shop, "S"), unit=unit, name=name.strip(), kind=kind,
                               activity=activity, starts_on=moves_in_on)
    write_history(Verb.PERMANENT_TENANT, by=by, unit=unit, note=shop.name)
    return shop


def _tell_tenants(effects: PermanentTenantEffects, by: User) -> None:
    for effect in effects.tenancies:
        if not effect.is_shortened:
            continue
        tenancy = effect.tenancy
        shorten(tenancy, end=effect.new_end, reason=EndReason.PERMANENT_TENANT, note="", by=by)
        write_letter(LetterKind.PERMANENT_TENANT, to=tenancy.applicant.addressee, tenancy=tenancy, offer=tenancy.offer,
                     key=f"permanent-tenant:{tenancy.reference}")


def _withdraw_offers(effects: PermanentTenantEffects, by: User) -> None:
    # Read again under the lock: an applicant may have withdrawn at the same moment.
    still_open = (Offer.objects.open().filter(pk__in=[offer.pk for offer in effects.offers]).order_by("pk")
                  .select_related("application__applicant__user").select_for_update(no_key=True, of=("self",)))
    for offer in still_open:
        release(offer, OfferStatus.WITHDRAWN, Verb.OFFER_WITHDRAWN, by=by, reason=EndReason.PERMANENT_TENANT)
        write_letter(LetterKind.OFFER_WITHDRAWN, to=offer.application.applicant.addressee, offer=offer,
                     key=f"offer-withdrawn:{offer.reference}", context={"permanent_tenant": True})
