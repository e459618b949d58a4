"""Who asked for what during the year before today, and what became of it. Days count from today."""

from dataclasses import dataclass
from enum import Enum

from popups.choices import ApplicationStatus, DeclineReason, EndReason, NotSelectedReason, OfferStatus, Use

S, O, D, N, E = ApplicationStatus, OfferStatus, DeclineReason, NotSelectedReason, EndReason  # noqa: E741


class OwnerSays(Enum):
    """The owner's half of an offer. BEFORE: agreed before it was made; the others are asked at the same time as the applicant."""

    BEFORE = "before"
    NOTHING_YET = "nothing yet"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Ask:
    """places: wished units, best first (none: anywhere). goal: how far it went; accepted is a stay.

    start and days: the stay that was asked for. sent: when it was sent (else 60 days before the start).
    offered: when the offer was made (else 24 days before the start). left: first free day of a stay that ended early.
    """

    person: str
    places: tuple[str, ...]
    start: int
    days: int
    goal: ApplicationStatus | OfferStatus
    spaces: tuple[str, ...] = ()
    use: Use = Use.WHOLE
    sent: int | None = None
    offered: int | None = None
    left: int | None = None
    ended: EndReason | None = None
    reason: DeclineReason | NotSelectedReason | None = None
    note: str = ""
    owner: OwnerSays = OwnerSays.BEFORE

    @property
    def sent_on(self) -> int:
        return self.start - 60 if self.sent is None else self.sent

    @property
    def offered_on(self) -> int:
        return self.start - 24 if self.offered is None else self.offered


SHARED, WINDOW, STAY = Use.SHARED, Use.WINDOW, O.ACCEPTED

STAYS: tuple[Ask, ...] = (
    # Over
    Ask("maker:coffee", ("alja",), -340, 140, STAY),
    Ask("host:baking", ("welfare",), -345, 40, STAY),
    Ask("maker:toys", ("salon",), -330, 130, STAY, ("Lielā zāle",), SHARED, left=-232, ended=E.LEFT_EARLY,
        note="Bērns piedzima ātrāk; tirgo tālāk internetā."),
    Ask("musician:dj", ("tower",), -300, 85, STAY, ("No ceturtdienas līdz svētdienai",), SHARED, left=-251, ended=E.BREACH,
        note="Trešo reizi spēlēts pēc plkst. 23."),
    Ask("ngo:swap", ("salon", "book"), -300, 180, STAY, ("Mazā zāle",), SHARED),
    Ask("maker:clothes", ("barber",), -280, 150, STAY, left=-190, ended=E.MOVED, note="Pārcēlās uz lielāku telpu Pils ielā."),
    Ask("maker:knives", ("kiln",), -260, 160, STAY, left=-150, ended=E.OWNER_WITHDREW, note="Īpašnieks remontē krāsni."),
    Ask("maker:syrup", ("producers",), -250, 150, STAY, ("Plaukts 4",), SHARED),
    Ask("ngo:kitchen", ("bakery",), -230, 70, STAY),
    Ask("ngo:seniors", ("garden",), -220, 180, STAY),
    Ask("host:felt", ("yarn",), -210, 150, STAY),
    Ask("ngo:bikes", ("salt",), -200, 130, STAY),
    Ask("maker:coffee", ("coffee",), -190, 180, STAY, left=-75, ended=E.BECAME_PERMANENT, note="Noslēdza pastāvīgu nomas līgumu."),
    Ask("ngo:boats", ("boats",), -190, 130, STAY),
    Ask("host:art", ("alja",), -180, 120, STAY),
    Ask("ngo:books", ("book",), -180, 90, STAY),
    Ask("maker:wood", ("mill",), -170, 70, STAY),
    Ask("host:photo", ("photo",), -160, 120, STAY),
    Ask("host:language", ("school",), -100, 90, STAY),
    # Running today
    Ask("maker:honey", ("producers",), -200, 300, STAY, ("Plaukts 1",), SHARED),
    Ask("maker:linen", ("salon",), -150, 180, STAY, ("Lielā zāle",), SHARED),
    Ask("maker:dairy", ("producers",), -120, 180, STAY, ("Plaukts 2",), SHARED),
    Ask("ngo:youth", ("tower",), -100, 220, STAY, ("No ceturtdienas līdz svētdienai",), SHARED),
    Ask("maker:jewel", ("kiln",), -90, 130, STAY),
    Ask("maker:soap", ("salon",), -80, 140, STAY, ("Mazā zāle",), SHARED),
    Ask("maker:fish", ("pavilion",), -70, 88, STAY),
    Ask("maker:juice", ("producers",), -60, 150, STAY, ("Plaukts 3",), SHARED),
    Ask("musician:kokle", ("tower",), -50, 80, STAY, ("No pirmdienas līdz trešdienai",), SHARED),
    Ask("maker:clay", ("alja", "kiln"), -45, 165, STAY),
    Ask("host:weaving", ("welfare",), -40, 120, STAY),
    Ask("ngo:women", ("fabrics",), -35, 90, STAY, ("Skatlogi",), WINDOW),
    Ask("maker:candles", ("producers",), -30, 90, STAY, ("Plaukts 5",), SHARED),
    Ask("maker:wool", ("barber",), -25, 90, STAY),
    Ask("maker:glass", ("salon",), -20, 60, STAY, ("Skatlogs",), WINDOW),
    Ask("ngo:skis", ("salt",), -20, 130, STAY),
    Ask("ngo:history", ("station",), -15, 90, STAY, (), WINDOW),
    Ask("maker:bread", ("bakery",), -14, 180, STAY),
    Ask("maker:maps", ("corner",), -10, 60, STAY),
    # Agreed, not begun; one called off before it began
    Ask("musician:choir", ("garden",), 5, 45, STAY),
    Ask("host:drawing", ("book",), 10, 50, STAY, owner=OwnerSays.YES),
    Ask("maker:paper", ("photo",), 20, 60, STAY, offered=-14, left=20, ended=E.LEFT_EARLY, note="Meistare savainojusi roku."),
    Ask("maker:prints", ("salon",), 45, 75, STAY, ("Lielā zāle",), SHARED, offered=-12),
)

# Anna Dzērvīte, whose page the demonstration opens, is asked about her two shops; she agreed to the drawing school.
ASKED_OWNERS: tuple[Ask, ...] = (
    Ask("maker:paper", ("book",), -20, 15, O.WITHDRAWN, sent=-60, offered=-44, owner=OwnerSays.NO,
        note="Tajās nedēļās remontē elektroinstalāciju."),
    Ask("maker:maps", ("shoes",), 14, 45, STAY, sent=-25, offered=-6, owner=OwnerSays.NOTHING_YET),
)

OFFERS: tuple[Ask, ...] = (
    Ask("maker:leather", ("pharmacy", "book"), 12, 90, O.OPEN, sent=-40, offered=-9),
    Ask("host:wreaths", ("florist",), 9, 30, O.OPEN, sent=-20, offered=-2),
    Ask("ngo:repair", ("bank",), 25, 180, O.OPEN, sent=-33, offered=-4),
    Ask("maker:bags", ("shoes",), 1, 60, O.DECLINED, sent=-35, offered=-16, reason=D.COST,
        note="Telpa patīk, bet ziemā pinumus pērk maz."),
    Ask("host:sewing", ("garden",), -20, 40, O.DECLINED, sent=-90, offered=-74, reason=D.DATES, note="Novembrī esam citā pilsētā."),
    Ask("musician:guitar", ("book",), -45, 20, O.EXPIRED, sent=-80, offered=-60),
    Ask("host:cheese", ("bakery",), -105, 14, O.EXPIRED, sent=-140, offered=-120),
    Ask("ngo:animals", ("carpet",), -48, 14, O.WITHDRAWN, sent=-90, offered=-75, note="Īpašnieks telpu ziemā izmantos pats."),
)

REVIEWS: tuple[Ask, ...] = (
    Ask("ngo:advice", ("garden", "school"), 40, 90, S.DRAFT, sent=-3),
    Ask("musician:kids", (), 30, 20, S.DRAFT, sent=-1),
    Ask("maker:clothes", ("pharmacy",), 50, 120, S.DRAFT, sent=-2),
    Ask("ngo:garden", ("garden", "florist"), 60, 120, S.SUBMITTED, sent=-1),
    Ask("musician:violin", ("tower", "loft"), 30, 30, S.SUBMITTED, sent=-2),
    Ask("host:bookbinding", ("book", "photo"), 70, 90, S.SUBMITTED, sent=-3),
    Ask("maker:knives", ("kiln",), 50, 180, S.SUBMITTED, sent=-4),
    Ask("musician:accordion", (), 20, 60, S.SUBMITTED, sent=-6),
    Ask("host:felt", ("florist", "photo"), 40, 100, S.SUBMITTED, sent=-8),
    Ask("ngo:bikes", ("boats", "pavilion"), 160, 130, S.CHANGES_REQUESTED, sent=-12,
        note="Lūdzu, pievienojiet biedrības sabiedriskā labuma statusu un norādiet, cik riteņu būs."),
    Ask("host:photo", ("photo",), 90, 60, S.CHANGES_REQUESTED, sent=-9, note="Lūdzu, izvēlieties arī otru telpu, ja šī būs aizņemta."),
    Ask("musician:jazz", ("tower", "welfare"), 35, 60, S.IN_REVIEW, sent=-21),
    Ask("musician:folk", ("loft", "tower"), 40, 50, S.IN_REVIEW, sent=-14),
    Ask("maker:syrup", ("florist", "pavilion"), 45, 90, S.IN_REVIEW, sent=-11),
    Ask("maker:tea", ("welfare", "alja"), 85, 200, S.SHORTLISTED, sent=-30),
    Ask("musician:brass", ("alja",), -55, 90, S.SHORTLISTED, sent=-75),
    Ask("ngo:books", ("book", "bank"), 75, 180, S.SHORTLISTED, sent=-19),
    Ask("ngo:kitchen", ("alja",), 10, 120, S.NOT_SELECTED, sent=-50, reason=N.FUNDING_CONDITIONS,
        note="ALJA ēka pārbūvēta ar naudu darbvietām, tāpēc biedrības tur nevar būt nomnieces. Derētu „Kantora telpa pie skolas”."),
    Ask("musician:dj", ("tower",), 20, 60, S.NOT_SELECTED, sent=-45, reason=N.DATES_TAKEN,
        note="Mūzikas istaba līdz pavasarim ir aizņemta. Piesakieties uz maiju."),
    Ask("maker:wood", ("kiosk",), 10, 90, S.NOT_SELECTED, sent=-65, reason=N.OWNER_CONDITIONS,
        note="Kioska vietai vēl nav zināms īpašnieks, tāpēc to nevaram solīt."),
    Ask("host:baking", ("bakery",), -30, 30, S.NOT_SELECTED, sent=-95, reason=N.OTHERS_PREFERRED,
        note="Maiznīcu ieguva maizniece visam pusgadam. Paldies, labprāt redzētu jūs citā virtuvē."),
    Ask("maker:toys", ("bank",), -10, 60, S.NOT_SELECTED, sent=-85, reason=N.BUDGET,
        note="Nomas maksa tur ir trīsreiz lielāka par jūsu budžetu. „Kurpnieka telpa” derētu labāk."),
    Ask("ngo:seniors", (), 0, 200, S.NOT_SELECTED, sent=-110, reason=N.NO_FITTING_UNIT,
        note="Telpa bez sliekšņiem ar virtuvi atbrīvosies tikai vasarā."),
    Ask("ngo:swap", ("garden",), 30, 120, S.WITHDRAWN, sent=-26),
    Ask("host:language", ("school",), 100, 90, S.WITHDRAWN, sent=-7),
)
ASKS: tuple[Ask, ...] = STAYS + ASKED_OWNERS + OFFERS + REVIEWS

# What those were offered who had a place in the call of last year; their applications are told of in calls.py
CALLED: tuple[Ask, ...] = (
    Ask("ngo:animals", ("welfare",), -235, 175, STAY, offered=-264),
    Ask("maker:leather", ("photo",), -38, 56, STAY, offered=-66),
    Ask("maker:glass", ("bank",), -12, 36, O.DECLINED, offered=-32, reason=D.PLANS_CHANGED, note="Pārceļamies uz Cēsīm."),
    Ask("maker:bags", ("bank",), -150, 60, O.EXPIRED, offered=-174),
    Ask("host:sewing", ("book",), -80, 30, O.DECLINED, offered=-104, reason=D.DATES, note="Septembrī sākas skola; vislabāk būtu janvārī."),
    Ask("ngo:seniors", ("corner",), -60, 40, O.WITHDRAWN, offered=-80, note="Īpašnieks telpu uz mēnesi iedeva radiem."),
    Ask("host:robots", ("school",), 15, 45, O.OPEN, offered=-2),
)

# Unit → the day from which a permanent shop has it
PERMANENT: dict[str, int] = {"yarn": -115, "coffee": -75, "bike": -280}
