"""Letters to those who have a room in the unit of an event of which somebody else is the host: they hear of it, and are not asked.

Whoever shares the unit is told when it is confirmed, whoever comes into the unit later as soon as they have it.
"""

from django.db.models import Q, QuerySet
from django.utils import timezone

from popups.choices import EventStatus, LetterKind, Use
from popups.letters import write_letter
from popups.lifecycle.event_letters import keys_to_host, tell_host_of_end
from popups.models import Event, Letter, Tenancy
from popups.moments import midnight
from popups.rules.stages import hosts_of

TOLD, TOLD_OF_END = "event-beside", "event-beside-off"


def letters_to_hosts(event: Event) -> QuerySet[Letter]:
    """All in which a host, or whoever else has a room there, reads of it and so of who plays."""
    beside = Q(key__startswith=f"{TOLD}:{event.reference}:") | Q(key__startswith=f"{TOLD_OF_END}:{event.reference}:")
    return Letter.objects.filter(Q(key__in=keys_to_host(event)) | beside)


def tell_others(event: Event) -> None:
    """It was confirmed. The caller holds the unit's lock."""
    for tenancy in hosts_of(event.unit, timezone.localdate(event.starts_at)):
        _tell(event, tenancy)


def tell_newcomer(tenancy: Tenancy) -> None:
    """Of what was confirmed in the unit before they had it. The caller holds the unit's lock."""
    if tenancy.use == Use.WINDOW:
        return
    coming = Event.objects.filter(unit=tenancy.unit_id, status=EventStatus.CONFIRMED, starts_at__gt=timezone.now())
    during = coming.filter(starts_at__gte=midnight(tenancy.start), starts_at__lt=midnight(tenancy.end))
    for event in during.select_related("unit", "performer", "tenancy__offer__application__applicant").order_by("starts_at", "pk"):
        _tell(event, tenancy)


def tell_others_of_end(event: Event) -> None:
    """It is cancelled or moved: whoever was told of it, and is still there on that day, hears of that too."""
    told = Letter.objects.filter(key__startswith=f"{TOLD}:{event.reference}:").select_related("tenancy__offer__application__applicant__user")
    for letter in told.order_by("pk"):
        if letter.tenancy is not None and letter.tenancy.is_on(timezone.localdate(event.starts_at)):
            _write(LetterKind.EVENT_CANCELLED, TOLD_OF_END, event, letter.tenancy)


def unheard_ends(event: Event) -> list[Letter]:
    """Of an event to come: who was told of it, and not yet that it does not take place, since that letter still waits."""
    if event.starts_at <= timezone.now():
        return []
    letters = letters_to_hosts(event)
    heard = set(letters.exclude(kind=LetterKind.EVENT_CANCELLED).filter(sent_at__isnull=False).values_list("tenancy", flat=True))
    waiting = letters.filter(kind=LetterKind.EVENT_CANCELLED, sent_at__isnull=True).select_related("tenancy__offer__application__applicant__user")
    return [letter for letter in waiting.order_by("pk") if letter.tenancy_id in heard]


def tell_end_again(event: Event, letters: list[Letter]) -> None:
    """What these would have said went with whoever plays; their readers hear it of the event as it is now, which names nobody."""
    for letter in letters:
        if letter.tenancy is not None and letter.key.startswith(f"{TOLD_OF_END}:"):
            _write(LetterKind.EVENT_CANCELLED, TOLD_OF_END, event, letter.tenancy)
        else:
            tell_host_of_end(event, None)


def _tell(event: Event, tenancy: Tenancy) -> None:
    """Not of whoever is its host by another stay, or plays themselves: they have letters of their own."""
    if tenancy.applicant not in (event.performer, event.tenancy and event.tenancy.applicant):
        _write(LetterKind.EVENT_CONFIRMED, TOLD, event, tenancy)


def _write(kind: LetterKind, what: str, event: Event, tenancy: Tenancy) -> None:
    write_letter(kind, to=tenancy.applicant.addressee, tenancy=tenancy, key=f"{what}:{event.reference}:{tenancy.reference}",
                 context={"event": event, "unit": event.unit, "is_beside": True})
