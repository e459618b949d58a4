"""The permanent shops: some were always there, some came from a pop-up, and some are no unit of the register at all."""

from dataclasses import dataclass

from popups.choices import EndReason
from popups.demo.asks import PERMANENT, STAYS
from popups.demo.cast import Cast
from popups.demo.chronicle import Story
from popups.demo.streets import point_of
from popups.demo.words import CAFE_HOURS, SHOP_HOURS, STUDIO_HOURS
from popups.lifecycle.permanent import find_permanent_tenant
from vacancies.choices import Activity, Seen, ShopKind
from vacancies.lifecycle.units import record_visit
from vacancies.models import FieldVisit, Shop
from vacancies.references import fresh_reference

A, K = Activity, ShopKind


@dataclass(frozen=True)
class Keeper:
    """place: the code of a unit, or an address outside the register. texts: Latvian, English, German."""

    place: str
    name: str
    kind: ShopKind
    activity: Activity | str
    hours: dict
    texts: tuple[str, ...]
    is_studio_to_watch: bool = False


KEEPERS: tuple[Keeper, ...] = (
    Keeper("yarn", "Dzijas kamols", K.SHOP, A.CRAFTS, SHOP_HOURS,
           ("Dzija, pogas un padomi. Agrāk šeit bija filca pop-up.", "Yarn, buttons and advice; a felt pop-up came first.")),
    Keeper("coffee", "Rīta migla", K.SHOP, A.CAFE, CAFE_HOURS,
           ("Uz vietas grauzdēta kafija. Sāka kā pop-up pie ezera un palika.",
            "Coffee roasted on the spot. It began as a pop-up by the lake and stayed.",
            "Vor Ort gerösteter Kaffee. Begann als Pop-up am See und blieb.")),
    Keeper("bike", "Spieķis", K.SERVICE, A.EQUIPMENT_HIRE, SHOP_HOURS,
           ("Velosipēdu remonts un rezerves daļas.", "Bicycle repair and spare parts.", "Fahrradwerkstatt und Ersatzteile.")),
    Keeper("watch", "Pulksteņu meistars", K.SERVICE, "", STUDIO_HOURS,
           ("Laika pulksteņus jau četrdesmit gadus.", "Mending clocks for forty years."), True),
    Keeper("shop35", "Pagraba plaukts", K.SHOP, A.RETAIL, SHOP_HOURS, ("Viss mājai un dārzam.", "Everything for house and garden.")),
    Keeper("cheese", "Siera stūris", K.SHOP, A.FOOD, SHOP_HOURS,
           ("Novada sieri un maize.", "Cheese and bread of the region.", "Käse und Brot aus der Region.")),
    Keeper("tailor", "Adata un diegs", K.SERVICE, A.CRAFTS, STUDIO_HOURS,
           ("Šuvēja strādā pie loga.", "A seamstress at work in the window."), True),
    Keeper("Brūža iela 7", "Lietišķās mākslas studija", K.STUDIO, A.CRAFTS, STUDIO_HOURS,
           ("Kultūras centra studija: aušana, keramika un rotas. Ienāciet skatīties, kā top, un nopērciet turpat.",
            "The applied-arts studio in the culture centre: weaving, pottery, jewellery. Watch it being made and buy it here.",
            "Das Kunsthandwerksstudio im Kulturzentrum: Weben, Töpfern, Schmuck. Zusehen und gleich kaufen."), True),
    Keeper("Skolas iela 18", "Mākslas skolas logs", K.STUDIO, A.GALLERY, STUDIO_HOURS,
           ("Audzēkņu darbu skatlogs, katru mēnesi cits.", "A window of the pupils' work, new every month."), True),
    Keeper("Pils iela 58", "Ezera grāmatas", K.SHOP, A.RETAIL, SHOP_HOURS,
           ("Grāmatas, kartes un pastkartes.", "Books, maps and postcards.", "Bücher, Karten und Postkarten.")),
    Keeper("Lielā Ezera iela 18", "Zivju māja", K.SHOP, A.FOOD, SHOP_HOURS, ("Svaigas un kūpinātas zivis.", "Fresh and smoked fish.")),
    Keeper("Latgales iela 22", "Malkas krāsns", K.SHOP, A.CAFE, CAFE_HOURS, ("Picas un zupas.", "Pizza and soup.")),
)


def open_old_shops(cast: Cast) -> None:
    """Those that were there before the year began."""
    for keeper in KEEPERS:
        if keeper.place not in PERMANENT:
            unit = cast.units.get(keeper.place)
            latitude, longitude = (None, None) if unit else point_of(keeper.place)
            shop = Shop(unit=unit, address="" if unit else keeper.place, latitude=latitude, longitude=longitude,
                        starts_on=cast.chronicle.day(-900 - cast.chronicle.dice.randrange(4000)))
            _describe(cast, shop, keeper, -400)


def _describe(cast: Cast, shop: Shop, keeper: Keeper, day: int) -> None:
    shop.reference = shop.reference or fresh_reference(Shop, "S")
    shop.name, shop.kind, shop.activity, shop.opening_hours = keeper.name, keeper.kind, keeper.activity, keeper.hours
    shop.shows_making, shop.sells_here = keeper.is_studio_to_watch, True
    for field, text in zip(("public_text", "public_text_en", "public_text_de"), keeper.texts, strict=False):
        setattr(shop, field, text)
    shop.save()
    shop.history.update(history_date=cast.chronicle.moment(day))


def newcomers(cast: Cast) -> list[Story]:
    return [_newcomer(cast, keeper) for keeper in KEEPERS if keeper.place in PERMANENT]


def _newcomer(cast: Cast, keeper: Keeper) -> Story:
    """A permanent tenant is found, told a notice ahead, and moves in. Who was there as a pop-up just stays."""
    moves_in, unit = PERMANENT[keeper.place], cast.units[keeper.place]
    stayed = any(ask.places[0] == keeper.place and ask.ended is EndReason.BECAME_PERMANENT for ask in STAYS)
    found = moves_in - 1 if stayed else moves_in - unit.notice_days - 3
    yield found
    shop = find_permanent_tenant(unit=unit, name=keeper.name, kind=keeper.kind, activity=keeper.activity, by=cast.officer,
                                 moves_in_on=cast.chronicle.day(moves_in), today=cast.chronicle.day(found))
    yield moves_in + 6
    _describe(cast, shop, keeper, moves_in + 6)
    visit = record_visit(unit=unit, seen=Seen.OCCUPIED, seen_on=cast.chronicle.day(moves_in + 6), by=cast.surveyor,
                         today=cast.chronicle.today)
    FieldVisit.objects.filter(pk=visit.pk).update(recorded_at=cast.chronicle.moment(moves_in + 6))
