"""Which outlines make an area: all problems at once, as sentences."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vacancies.models import Area
from vacancies.problem import Problem
from vacancies.rings import Corner, box_of, crosses_itself, km_between

MOST_CORNERS = 100
FARTHEST_KM = 50


def centre_of_town() -> Corner:
    latitude, longitude = (float(part) for part in settings.MAP_CENTRE.split(","))
    return longitude, latitude


def _shape_problems(ring: Sequence[Corner]) -> list[Problem]:
    if len({tuple(corner) for corner in ring}) < len(ring):
        return [Problem("same_corner", _("Two corners are the same point. Take one of them away."), "corners")]
    box = box_of(ring)
    if box.west == box.east or box.south == box.north:
        return [Problem("flat", _("The corners lie on one line. Draw around the houses."), "corners")]
    if crosses_itself(ring):
        return [Problem("crossed", _("The outline crosses itself. Go around in one direction."), "corners")]
    return []


def name_problems(name: str, area: Area | None = None) -> list[Problem]:
    """area: the one that is changed; it may keep its name. Capital letters make no other name."""
    others = Area.objects.exclude(pk__in=[area.pk] if area else []).values_list("name", flat=True)
    if name.strip().casefold() in {other.casefold() for other in others}:
        return [Problem("name_taken", _("A part of town has this name already. Choose another name."), "name")]
    return []


def outline_problems(ring: Sequence[Corner]) -> list[Problem]:
    """ring: longitude before latitude. Wrong order is the usual cause of a place far away, so the sentence says it."""
    problems = []
    if len(ring) < 3:
        return [Problem("too_few", _("A part of town needs at least three corners."), "corners")]
    if len(ring) > MOST_CORNERS:
        return [Problem("too_many", _("A part of town has at most 100 corners. Leave some out."), "corners")]
    centre = centre_of_town()
    if any(km_between(centre, corner) > FARTHEST_KM for corner in ring):
        text = _("A corner lies far from the town. Write the latitude first, then the longitude, such as 57.4247, 27.0464.")
        problems.append(Problem("far_away", text, "corners"))
    return problems + _shape_problems(ring)
