"""Two parts of town and two views of the list of units, as a colleague would have left them."""

from urllib.parse import urlencode

from popups.demo.cast import Cast
from vacancies.choices import OccupancyState, OwnerStage
from vacancies.lifecycle.areas import draw_area
from vacancies.lifecycle.views import keep_view
from vacancies.models import Area, SavedView

# Corners as longitude and latitude, going around. Drawn over the schematic; not surveyed.
CENTRE = ((27.0378, 57.4286), (27.0418, 57.4284), (27.0474, 57.4264), (27.0512, 57.4242), (27.0500, 57.4228),
          (27.0462, 57.4222), (27.0412, 57.4230), (27.0384, 57.4248))
LAKESIDE = ((27.0374, 57.4307), (27.0440, 57.4300), (27.0512, 57.4282), (27.0556, 57.4296), (27.0566, 57.4272),
            (27.0520, 57.4252), (27.0474, 57.4266), (27.0420, 57.4286), (27.0374, 57.4290))


def desk(cast: Cast) -> None:
    areas = [draw_area(name=name, ring=ring, by=cast.officer) for name, ring in (("Centrs", CENTRE), ("Ezermala", LAKESIDE))]
    views = [
        keep_view(name="Tukšas centrā, sen nav apsekotas", is_shared=True, by=cast.officer, query=urlencode(
            {"occupancy": OccupancyState.VACANT.value, "area": areas[0].key, "seen": "due"})),
        keep_view(name="Īpašnieks piekrīt, vēl nav publicētas", is_shared=True, by=cast.officer, query=urlencode(
            {"published": "no", "stage": OwnerStage.WILLING.value})),
    ]
    Area.objects.update(made_at=cast.chronicle.moment(-300))
    SavedView.objects.filter(pk__in=[view.pk for view in views]).update(made_at=cast.chronicle.moment(-120))
