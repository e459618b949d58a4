"""Invented associations, ensembles and workshop hosts."""

from popups.demo.people import MAKERS, Person
from popups.kinds import ApplicantKind
from vacancies.choices import Activity

A = Activity
NGO, MUSICIAN, HOST = ApplicantKind.NGO, ApplicantKind.MUSICIAN, ApplicantKind.WORKSHOP_HOST

NGOS: tuple[Person, ...] = (
    Person("skis", NGO, "Biedrība „Slēpo pats”", "Ivars Sniedze", "Slēpju noma", A.EQUIPMENT_HIRE,
           "Slēpes, zābaki un ragavas visai ģimenei. Ieņēmumi paliek bērnu slēpošanas treniņiem.",
           "Bērni tiek pie slēpēm, pilsēta – pie ziemas viesiem"),
    Person("bikes", NGO, "Biedrība „Riteņu draugi”", "Laura Ritene", "Velonoma pie ezera", A.EQUIPMENT_HIRE,
           "Divdesmit salaboti riteņi un divi bērnu sēdeklīši.", "Riteņi tūristiem, ieņēmumi velosliedei"),
    Person("swap", NGO, "Biedrība „Apļa skapis”", "Maija Liepa", "Apļa skapis", A.SECOND_HAND,
           "Maiņas punkts drēbēm un grāmatām: atnes piecas lietas, paņem piecas.", "Mazāk atkritumu, vairāk satikšanās"),
    Person("repair", NGO, "Biedrība „Salabo!”", "Uldis Skrūve", "Labotava", A.MEETING,
           "Reizi nedēļā labojam tosterus, lampas un rāvējslēdzējus kopā ar īpašniekiem.", "Prasmes un draudzība"),
    Person("seniors", NGO, "Senioru biedrība „Rudens saule”", "Austra Kļava", "Rudens saules istaba", A.MEETING,
           "Novuss, šahs, pīrāgi un mazbērnu pieskatīšana.", "Vieta, kur iziet no mājām"),
    Person("books", NGO, "Biedrība „Grāmatu ceļš”", "Gunta Lapiņa", "Grāmatu ceļš", A.SECOND_HAND,
           "Dāvinātas grāmatas par brīvu cenu.", "Lasīšana un nauda bibliotēkas krēsliem"),
    Person("youth", NGO, "Jauniešu centrs „Durvis vaļā”", "Rihards Zariņš", "Durvis vaļā", A.MEETING,
           "Galda spēles, skaņu ieraksti un mājasdarbi pēc stundām.", "Jauniešiem ir sava vieta centrā", "en"),
    Person("garden", NGO, "Dārzkopju biedrība „Sēkla”", "Ināra Dārziņa", "Sēklu bibliotēka", A.MEETING,
           "Sēklu maiņa, stādu tirgus un padomi vēsām siltumnīcām.", "Vietējās šķirnes saglabājas"),
    Person("animals", NGO, "Patversmes draugi „Ķepa”", "Evija Runce", "Ķepas veikaliņš", A.SECOND_HAND,
           "Lietotas mantas par labu patversmei un fotostūris ar suņiem.", "Nauda patversmei"),
    Person("history", NGO, "Biedrība „Mazā stacija”", "Arnis Sliede", "Bānīša istaba", A.GALLERY,
           "Šaursliežu dzelzceļa fotogrāfijas un darbojošs makets.", "Pilsētas stāsts viesiem", "de"),
    Person("kitchen", NGO, "Biedrība „Kopgalds”", "Zinta Katla", "Kopgalds", A.CAFE,
           "Zupa par ziedojumu trešdienās no tā, kas palicis pāri.", "Neviens neēd viens"),
    Person("boats", NGO, "Airētāju klubs „Sala”", "Oskars Airis", "Laivas un dēļi", A.EQUIPMENT_HIRE,
           "Airu laivas un dēļi vasarā, ieņēmumi jauniešu laivām.", "Tūristi uz ezera, jaunieši laivās"),
    Person("women", NGO, "Sieviešu klubs „Ceriņi”", "Daiga Ceriņa", "Ceriņu salons", A.GALLERY,
           "Novada sieviešu rokdarbu izstāde, katru mēnesi cita.", "Redzam savējo darbus"),
    Person("advice", NGO, "Biedrība „Blakus”", "Signe Rozīte", "Padomu logs", A.ADVICE,
           "Bezmaksas palīdzība ar veidlapām, telefoniem un e-adresi.", "Palīdzība, pēc kuras nav jābrauc tālu"),
)
MUSICIANS: tuple[Person, ...] = (
    Person("brass", MUSICIAN, "Pūtēju kvintets „Piecas taures”", "Roberts Taurenis", "Piecas taures piektdienās", A.MUSIC,
           "Piektdienu vakari: dejas, marši un filmu mūzika.", "Divas trompetes, mežrags, trombons, tuba"),
    Person("kokle", MUSICIAN, "Kokļu ansamblis „Stīgu rasa”", "Madara Stīga", "Stīgu rasa", A.MUSIC,
           "Klusi koncerti un atklātie mēģinājumi skatlogā.", "Sešas kokles un balss"),
    Person("jazz", MUSICIAN, "Džeza trio „Vēlais vilciens”", "Artūrs Mellis", "Vēlais vilciens", A.MUSIC,
           "Mierīgs džezs sestdienu vakaros.", "Klavieres, kontrabass, bungas", "en"),
    Person("folk", MUSICIAN, "Folkloras kopa „Malēnieši”", "Skaidrīte Dziesma", "Malēniešu vakari", A.MUSIC,
           "Dziesmas un danči, kurus varēs iemācīties stundas laikā.", "Balsis, vijole, cītara, bungas"),
    Person("guitar", MUSICIAN, "Ģitārists Kārlis Akords", "Kārlis Akords", "Viena ģitāra", A.MUSIC,
           "Pusstundas koncerti pusdienlaikā.", "Akustiskā ģitāra"),
    Person("choir", MUSICIAN, "Kamerkoris „Sniega balss”", "Līga Balode", "Sniega balss", A.MUSIC,
           "Atklātie mēģinājumi un Adventes koncerti.", "Divdesmit balsis"),
    Person("dj", MUSICIAN, "Plašu vakari ar Denisu", "Deniss Plate", "Plašu vakars", A.MUSIC,
           "Vinila plates no astoņdesmitajiem; atnes savu.", "Divi atskaņotāji", "en"),
    Person("violin", MUSICIAN, "Vijolnieku duets „Divas”", "Paula Loka", "Divas vijoles", A.MUSIC,
           "Baha dueti un latgaliešu dejas.", "Divas vijoles"),
    Person("accordion", MUSICIAN, "Akordeonists Valdis Plēša", "Valdis Plēša", "Plēšas un pīrāgi", A.MUSIC,
           "Svētdienas rīti ar akordeonu un pīrāgiem.", "Akordeons"),
    Person("kids", MUSICIAN, "Bērnu ritma grupa „Bum!”", "Sanita Bunga", "Bum!", A.MUSIC,
           "Bungas no spaiņiem, koncerti vecākiem.", "Divpadsmit bērni un spaiņi"),
)
HOSTS: tuple[Person, ...] = (
    Person("art", HOST, "Mākslas skolas suvenīru darbnīca", "Inga Krāsa", "Suvenīru darbnīca", A.WORKSHOP,
           "Viesi apdrukā savu maisiņu vai izlej ģipša ēzelīti; vada mākslas skolas audzēkņi.", "Apdrukāti maisiņi, ģipša figūras"),
    Person("weaving", HOST, "Aušanas skola „Šaudekle”", "Velga Steļļa", "Šaudekles nodarbības", A.WORKSHOP,
           "Trīs stundās noausta grāmatzīme, trīs dienās – dvielis.", "Grāmatzīmes un dvieļi"),
    Person("baking", HOST, "Piparkūku skola", "Antra Kanēle", "Piparkūku skola", A.WORKSHOP,
           "Piparkūku namiņi ģimenēm, mīkla ir jau gatava.", "Piparkūku namiņi"),
    Person("felt", HOST, "Filca studija „Siltums”", "Jolanta Vilna", "Siltuma studija", A.WORKSHOP,
           "Filcētas čības un cepures pieaugušajiem.", "Čības, cepures", "de"),
    Person("photo", HOST, "Fotonodarbības ar Gintu", "Gints Objektīvs", "Tumšā istaba", A.WORKSHOP,
           "Filmiņu attīstīšana un kopēšana tumšajā istabā.", "Melnbaltas fotogrāfijas"),
    Person("robots", HOST, "Robotikas pulciņš „Zobrats”", "Raivis Zobrats", "Zobrats", A.WORKSHOP,
           "Roboti no konstruktora bērniem no astoņu gadu vecuma.", "Nelieli roboti"),
    Person("drawing", HOST, "Zīmēšanas vakari", "Una Grafīte", "Zīmēšanas vakari", A.WORKSHOP,
           "Klusā daba, vīns un ogle ceturtdienu vakaros.", "Zīmējumi"),
    Person("wreaths", HOST, "Vainagu meistare Ruta", "Ruta Mētra", "Vainagu darbnīca", A.WORKSHOP,
           "Adventes un Jāņu vainagi, materiāli no meža.", "Vainagi"),
    Person("sewing", HOST, "Šūšanas klubs „Diegs”", "Ligita Diega", "Diega klubs", A.WORKSHOP,
           "Mācāmies labot bikses un šūt priekšautus.", "Priekšauti un labojumi"),
    Person("cheese", HOST, "Siera siešanas skola", "Dainis Siers", "Jāņu siers", A.FOOD,
           "Divās stundās no piena līdz siera ritulim.", "Siera rituļi"),
    Person("bookbinding", HOST, "Grāmatsiešanas darbnīca „Mugura”", "Marta Vāka", "Mugura un vāks", A.WORKSHOP,
           "Bloknotu siešana un vecu grāmatu glābšana.", "Bloknoti", "en"),
    Person("language", HOST, "Valodu galds", "Eva Runātāja", "Valodu galds", A.WORKSHOP,
           "Latviešu valoda iebraucējiem pie tējas tases.", "Sarunas, nevis lietas", "en"),
)
PEOPLE: tuple[Person, ...] = MAKERS + NGOS + MUSICIANS + HOSTS



def code_of(person: Person) -> str:
    """'host:art' for the workshop host of that code: how the asks name people."""
    return f"{person.kind.value.removeprefix('workshop_')}:{person.code}"


BY_CODE: dict[str, Person] = {code_of(person): person for person in PEOPLE}
