"""What residents reported, and one place that stands in the register twice."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.streets import point_of
from popups.drawing.raster import front_picture
from popups.lifecycle.merging import merge_units, undo_merge
from popups.lifecycle.resident_reports import dismiss_report, send_report, take_as_known
from vacancies.choices import DismissReason, RecordState, Seen
from vacancies.lifecycle.report_photos import store_picture
from vacancies.lifecycle.units import add_unit
from vacancies.models import FieldVisit, Merge, Report, Unit
from vacancies.sure import sure

NEW = "Dārza iela 27"
A_FEW_METRES = 0.00005  # degrees of latitude
SIZE, SEED = (960, 720), 411


def residents(cast: Cast) -> list[Story]:
    return [_reports(cast), _one_place_twice(cast)]


def _report(cast: Cast, day: int, seen: Seen, address: str, text: str, **fields: Any) -> Report:
    report = send_report(seen=seen, seen_on=cast.chronicle.day(day), address=address, text=text, **fields)
    Report.objects.filter(pk=report.pk).update(sent_at=cast.chronicle.moment(day))
    return report


def _decided(cast: Cast, report: Report, day: int) -> None:
    moment = cast.chronicle.moment(day)
    Report.objects.filter(pk=report.pk).update(handled_at=moment)
    FieldVisit.objects.filter(pk=report.visit_id or 0).update(recorded_at=moment)
    FieldVisit.history.filter(id=report.visit_id).update(history_date=moment, recorded_at=moment)


def _reports(cast: Cast) -> Story:
    """Nothing is due by letter: those who were answered left no e-mail."""
    yield -20
    garage = _report(cast, -20, Seen.EMPTY, "Skolas iela 19", "Tukša ēka pagalmā.")
    yield -18
    _decided(cast, dismiss_report(report=garage, reason=DismissReason.NOT_SHOP, by=cast.officer), -18)
    yield -9
    books = _report(cast, -9, Seen.EMPTY, "Pils ielā 52", "Vecā grāmatnīca joprojām tukša.")
    yield -8
    _decided(cast, take_as_known(report=books, unit=cast.units["book"], is_checked=True, by=cast.officer), -8)
    yield -3
    _report(cast, -3, Seen.OCCUPIED, "Pils ielā 52", "Kāds nes iekšā plauktus. Varbūt būs veikals?")
    yield -1
    _report(cast, -1, Seen.EMPTY, NEW, "Logi aizlīmēti ar avīzēm jau kopš vasaras. Agrāk te bija remontdarbnīca.",
            point=point_of(NEW), email="kaiminiene@example.org")
    yield 0


def _one_place_twice(cast: Cast) -> Story:
    """A surveyor logged the empty pharmacy once more; the officer merged the entries and took it back to ask first."""
    place = cast.units["pharmacy"]
    yield -12
    unit = add_unit(by=cast.surveyor, name="Aptieka", address_typed="Pils ielā 9, Alūksne", record_state=RecordState.REPORTED,
                    latitude=sure(place.latitude) + A_FEW_METRES, longitude=place.longitude)
    made = cast.chronicle.moment(-12)
    Unit.objects.filter(pk=unit.pk).update(created_at=made)
    unit.history.update(history_date=made, created_at=made)
    yield -6
    before = Unit.history.order_by("-history_id").values_list("history_id", flat=True)[0]
    merge = merge_units(kept=place, merged=unit, by=cast.officer)
    yield -5
    undo_merge(merge=merge, by=cast.officer)
    at, undone = cast.chronicle.moment(-6), cast.chronicle.moment(-5)
    Merge.objects.filter(pk=merge.pk).update(at=at, undone_at=undone)
    Unit.history.filter(history_id__gt=before, history_change_reason=f"merge:{merge.key}").update(history_date=at)
    Unit.history.filter(history_id__gt=before, history_change_reason=f"unmerge:{merge.key}").update(history_date=undone)
    place.refresh_from_db()
    yield 0


def photograph_report() -> None:
    """The picture that came with the newest report; our own, as all that is kept."""
    written = BytesIO()
    front_picture(SEED, *SIZE, "free", "").save(written, "JPEG", quality=92)
    report = Report.objects.filter(address=NEW).get()
    for name, value in store_picture(SimpleUploadedFile("logs.jpg", written.getvalue())).items():
        setattr(report, name, value)
    report.save()
