"""What was agreed with the owners of units before these were published."""

from itertools import cycle

from popups.demo.cast import Cast
from popups.demo.places import PLACES
from popups.demo.talks import STORIES, Told, tell
from vacancies.choices import ContactChannel, OwnerStage

C = ContactChannel
_TOWN = (
    (C.EMAIL, "Īpašumu nodaļa saskaņoja: telpu drīkst nodot lietošanā uz laiku, maksa un komunālie kā publicēts."),
    (C.MEETING, "Izrunājām ar īpašumu nodaļu: līgums līdz gadam, ja atrodas pastāvīgs nomnieks, uzteikums trīsdesmit dienas."),
    (C.PHONE, "Īpašumu nodaļa piekrīt publicēt. Atslēgas paliek pie mums."),
)
_COMPANY = (
    (C.MEETING, "Apskatījām telpu kopā. Vienojāmies par maksu, komunālos maksā nomnieks pēc skaitītāja."),
    (C.EMAIL, "Apstiprināja noteikumus rakstiski. Lūdz katru reizi pajautāt, pirms kādam piedāvājam."),
    (C.PHONE, "Labāk pop-up nekā tukšs logs. Maksa tāda, kā runājām, pieteikumus izskatām mēs."),
)
_PERSON = (
    (C.PHONE, "Piekrīt pop-up nomai, ja pirms katra nomnieka piezvanām un pastāstām, kas nāks."),
    (C.MEETING, "Ar mieru par publicēto maksu. Nevēlas smēķētājus un skaļu mūziku pēc desmitiem."),
    (C.EMAIL, "Noteikumi saskaņoti. Pati atbrauks parādīt, kur griež ūdeni."),
)
_SAID: dict[str, tuple[tuple[ContactChannel, str], ...]] = {
    "town": _TOWN, "lake": _COMPANY, "oak": _COMPANY, "brick": _COMPANY, "velta": _PERSON, "anna": _PERSON,
    "janis": ((C.PHONE, "Piekrīt, ja krāsnis un elektrību pirms ievākšanās parāda viņš pats."),
              (C.MEETING, "Vienojāmies par maksu. Ja telpu vajadzēs pašam, pateiks mēnesi iepriekš.")),
    "heirs": ((C.POST, "Atnāca parakstīta vēstule: noliktavu drīkst iznomāt siltajos mēnešos, par elektrību maksā nomnieks."),),
    "choir": ((C.MEETING, "Biedrības valde piekrīt: dienas sadalām, pēc vienpadsmitiem klusums."),),
    "parish": ((C.MEETING, "Draudzes padome atbalsta, bet tikai sabiedriskā labuma organizācijām un bez maksas."),),
    "state": ((C.POST, "Saņemta rakstiska piekrišana īstermiņa nomai; līgumu saskaņo ar viņu juristu."),
              (C.EMAIL, "Atbildēja, ka iebildumu nav, maksa pēc viņu cenrāža.")),
    "unknown": ((C.EMAIL, "Zeme ir pašvaldības, un to rādīt drīkst. Solīt vietu varēs, kad būs zināms, kam pieder pamati."),),
}


def agree_with_owners(cast: Cast) -> None:
    """A day before each unit was published; those with a story of their own tell it. Dated by hand, without dice."""
    told_of = {story.code for story in STORIES}
    lines = {owner: cycle(said) for owner, said in _SAID.items()}
    for place in PLACES:
        if place.is_published and place.code not in told_of:
            channel, text = next(lines[place.owner])
            tell(cast, cast.units[place.code], Told(place.registered + 1, channel, text, OwnerStage.TERMS_AGREED))
