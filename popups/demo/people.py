"""Sixty invented applicants and what they ask for: the makers here, everybody else in companions.py."""

from dataclasses import dataclass

from popups.kinds import ApplicantKind
from vacancies.choices import Activity


@dataclass(frozen=True)
class Person:
    """contact is who signs in; answer goes to the one question that their kind must answer."""

    code: str
    kind: ApplicantKind
    name: str
    contact: str
    title: str
    activity: Activity
    text: str
    answer: str
    language: str = "lv"


A, MAKER = Activity, ApplicantKind.MAKER

MAKERS: tuple[Person, ...] = (
    Person("clay", MAKER, "Keramikas darbnīca „Ezera māls”", "Zane Liepkalne", "Ezera māls", A.CRAFTS,
           "Krūzes, bļodas un svečturi no vietējā māla. Virpojam turpat veikalā, var pamēģināt arī paši.",
           "Trauki un dekoratīvā keramika, 8–60 eiro"),
    Person("linen", MAKER, "Linu darbnīca „Zilais zieds”", "Ilze Vītoliņa", "Zilais zieds", A.CRAFTS,
           "Lina dvieļi, galdauti un krekli, austi uz divām lielajām stellēm.", "Austi lina izstrādājumi"),
    Person("honey", MAKER, "Bišu drava „Kalnamuiža”", "Andris Bitenieks", "Kalnamuižas medus", A.FOOD,
           "Liepu, griķu un meža medus, vaska sveces un degustācija sestdienās.", "Medus, bišu maize, vaska sveces"),
    Person("bread", MAKER, "Maiznieces Solvitas krāsns", "Solvita Dambe", "Solvitas maize", A.FOOD,
           "Rudzu maize ar ķimenēm un sklandrauši. Cepam naktī, pārdodam, kamēr silti.", "Maize un konditoreja no pašu miltiem"),
    Person("wool", MAKER, "Vilnas istaba „Avs un adata”", "Dace Ozoliņa", "Avs un adata", A.CRAFTS,
           "Cimdi ar Malēnijas rakstiem, dzija un adāmadatas. Ceturtdienās adām kopā.", "Adījumi un vietējā vilna"),
    Person("soap", MAKER, "Ziepju vārītava „Putu laiks”", "Kristīne Sproģe", "Putu laiks", A.CRAFTS,
           "Ziepes ar bērzu pelniem, egļu skujām un jūraszālēm.", "Ziepes un vannas sāļi"),
    Person("wood", MAKER, "Koka darbnīca „Ošu iela”", "Mārtiņš Osis", "Ošu iela", A.CRAFTS,
           "Karotes, dēlīši un bērnu krēsliņi no oša un ozola.", "Sīki koka darbi"),
    Person("tea", MAKER, "Tēju pļava „Vībotnes”", "Liene Kārkliņa", "Vībotņu tējas", A.CAFE,
           "Tējas no pašu pļavas un kūkas no pašu dārza. Sēdvietas astoņiem.", "Zāļu tējas, kūkas", "en"),
    Person("leather", MAKER, "Ādas darbnīca „Somdaris”", "Edgars Vanags", "Somdaris", A.CRAFTS,
           "Somas, maki un jostas. Salabojam arī vecas mīļas somas.", "Ādas izstrādājumi un remonts"),
    Person("glass", MAKER, "Stikla studija „Vējdzirnavas”", "Anete Brūvere", "Gaismas stikls", A.GALLERY,
           "Vitrāžu paneļi un lampas, izstāde skatlogā visu diennakti.", "Vitrāžas un stikla lampas"),
    Person("dairy", MAKER, "Kazu saimniecība „Ragi”", "Normunds Krūmiņš", "Kazu siers no Ragiem", A.FOOD,
           "Mīkstais siers, jogurts un saldējums no piecdesmit kazām.", "Kazas piena produkti"),
    Person("paper", MAKER, "Papīra meistare Elīna Ratniece", "Elīna Ratniece", "Papīra dārzs", A.CRAFTS,
           "Ar rokām liets papīrs, bloknoti un kartītes ar Alūksnes skatiem.", "Papīrs, bloknoti, kartītes"),
    Person("jewel", MAKER, "Rotkalis Kaspars Sudrabs", "Kaspars Sudrabs", "Sudraba pagalms", A.CRAFTS,
           "Sudraba rotas pēc senām saktām; kaļu pie loga.", "Sudraba rotas"),
    Person("juice", MAKER, "Sulas spiestuve „Ābolkalns”", "Gatis Ābols", "Ābolkalna sulas", A.FOOD,
           "Svaigi spiesta sula rudenī, sīrupi un sidrs visu gadu.", "Sulas, sīrupi, ābolu čipsi"),
    Person("candles", MAKER, "Sveču lējēja Ramona", "Ramona Eglīte", "Svecītes istaba", A.CRAFTS,
           "Sveces no rapšu vaska ar priežu un siena smaržu.", "Sveces"),
    Person("prints", MAKER, "Drukātava „Melnais ēzelis”", "Toms Bērziņš", "Melnais ēzelis", A.GALLERY,
           "Linogriezumi un plakāti; prese stāv logā, un katru dienu drukājam citu lapu.", "Grafika un plakāti", "en"),
    Person("fish", MAKER, "Kūpinātava „Repsis”", "Aivars Zvejnieks", "Repsis no ezera", A.FOOD,
           "Karsti kūpināts repsis un plaudis no Alūksnes ezera.", "Kūpinātas zivis"),
    Person("toys", MAKER, "Rotaļlietas „Lācis un lapsa”", "Sintija Kalve", "Lācis un lapsa", A.CRAFTS,
           "Tamborēti zvēri un koka kluči, katram līdzi sava pasaka.", "Mīkstās rotaļlietas"),
    Person("clothes", MAKER, "Šuvēja Baiba Kļaviņa", "Baiba Kļaviņa", "Otrā kārta", A.SECOND_HAND,
           "Pāršūti vīriešu krekli un mēteļi. Atnes savu, izej ar citu.", "Pāršūti apģērbi"),
    Person("coffee", MAKER, "Kafijas grauzdētava „Rīta migla”", "Reinis Kalējs", "Rīta migla", A.CAFE,
           "Uz vietas grauzdēta kafija un trīs galdiņi pie loga.", "Kafija"),
    Person("knives", MAKER, "Kalējs Vilnis Dzelzs", "Vilnis Dzelzs", "Naža asmens", A.CRAFTS,
           "Kalti naži un to asināšana, kamēr pagaidiet.", "Naži un asināšana"),
    Person("bags", MAKER, "Māja „Pīti grozi”", "Vija Kārkla", "Pīti grozi", A.CRAFTS,
           "Klūgu grozi malkai, maizei un suņiem. Pinam tepat.", "Grozi un pinumi"),
    Person("syrup", MAKER, "Bērzu sulu darbnīca „Pavasaris”", "Juris Bērzs", "Pavasara pudeles", A.FOOD,
           "Raudzēta bērzu sula ar piparmētrām un upenēm.", "Bērzu sulas", "de"),
    Person("maps", MAKER, "Karšu zīmētāja Alise Medne", "Alise Medne", "Zīmētās kartes", A.RETAIL,
           "Ar roku zīmētas Malēnijas kartes, suvenīri un pastkartes.", "Kartes un suvenīri", "en"),
)
