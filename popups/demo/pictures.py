"""Drawn photographs of the units, taken in through the same verbs as everybody else's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from popups.choices import Use
from popups.demo.cast import Cast
from popups.demo.places import PLACES, Place
from popups.demo.words import FRONT_FREE, FRONT_OPEN, FRONT_SHOP, INSIDE
from popups.drawing.raster import front_picture
from popups.models import Offer, Tenancy
from vacancies.choices import RecordState
from vacancies.lifecycle.photos import add_photo, release_photo
from vacancies.models import Photo, Shop, Unit

SIZE = (960, 720)
LARGE = {"alja": (1600, 1200), "salon": (1600, 1200), "producers": (1600, 1200)}  # those that are looked at first


@dataclass(frozen=True)
class Shot:
    """One picture to be taken. state: what the drawing shows; sign: the name over the door."""

    unit: Unit
    place: Place
    seed: int
    state: str
    sign: str
    alt_text: str
    is_released: bool


def shots(cast: Cast) -> list[Shot]:
    """The front of every unit but the rumours; a second, internal picture of every fifth."""
    found = []
    for number, place in enumerate(place for place in PLACES if place.state != RecordState.NOT_CONFIRMED):
        unit = cast.units[place.code]
        state, sign, text = _look(cast, unit)
        words = text.format(sign=sign, name=place.name, address=unit.address)
        found.append(Shot(unit, place, number, state, sign, words, place.is_published))
        if number % 5 == 0:
            text = INSIDE.format(name=place.name, address=unit.address)
            found.append(Shot(unit, place, number + 101, "free", "", text if number % 2 else "", False))
    return found


def _look(cast: Cast, unit: Unit) -> tuple[str, str, str]:
    today = cast.chronicle.today
    stay = Tenancy.objects.on(today).filter(unit=unit).exclude(use=Use.WINDOW).first()
    if stay:
        return "open", stay.public_name if stay.use == Use.WHOLE else unit.name, FRONT_OPEN
    shop = Shop.objects.on(today).filter(unit=unit).first()
    if shop:
        return "shop", shop.name, FRONT_SHOP
    is_held = Offer.objects.open().filter(unit=unit).exists() or Tenancy.objects.filter(Q(start__gt=today), unit=unit).exists()
    return "held" if is_held else "free", "", FRONT_FREE


def drawn(shot: Shot) -> bytes:
    written = BytesIO()
    front_picture(shot.seed, *LARGE.get(shot.place.code, SIZE), shot.state, shot.sign).save(written, "JPEG", quality=92)
    return written.getvalue()


def take_pictures(cast: Cast, wanted: list[Shot]) -> Iterator[Photo]:
    """Yields each photo once its files are stored. Two threads draw ahead while one encodes: a fifth of a second each."""
    with ThreadPoolExecutor(2) as pool:
        for shot, content in zip(wanted, pool.map(drawn, wanted), strict=True):
            file = SimpleUploadedFile(f"{shot.place.code}.jpg", content)
            photo = add_photo(unit=shot.unit, file=file, alt_text=shot.alt_text, by=cast.surveyor)
            yield photo
            if shot.is_released:
                release_photo(photo=photo, by=cast.officer)
            _date(cast, shot, photo)


def _date(cast: Cast, shot: Shot, photo: Photo) -> None:
    taken = min(shot.place.registered - 1, 5 + shot.seed % 60)
    moment = cast.chronicle.moment(-taken)
    released = moment + timedelta(hours=1) if shot.is_released else None
    Photo.objects.filter(pk=photo.pk).update(added_at=moment, released_at=released)
