"""What the calls of the demonstration say, and what reviewers, the group and applicants say in them."""

from typing import Any

from popups.choices import Goods, NotSelectedReason, PaperKind
from popups.kinds import ApplicantKind

N, K = NotSelectedReason, ApplicantKind

YEAR = {
    "lv": {"title": "Gada skatlogi", "summary": "Septiņas tukšas telpas uz pusgadu tiem, kas vēl nekad nav turējuši veikalu.",
           "purpose": "Meklējam ražotājus un biedrības, kas tukšos skatlogus iedegs ziemā un paliks līdz rudenim.",
           "support": "Pirmos divus mēnešus nomas maksa ir uz pusi mazāka."},
    "en": {"title": "Windows for a year", "summary": "Seven empty premises for half a year, for those who never kept a shop.",
           "purpose": "We look for makers and associations who light the empty windows in winter and stay until autumn.",
           "support": "The rent is halved for the first two months."}}
SPRING = {
    "lv": {"title": "Pavasaris tukšajos veikalos", "summary": "Vietas pavasarim un vasarai, vislabāk ražotājiem un meistariem.",
           "purpose": "Pavasarī pilsētā atgriežas viesi. Gribam, lai Pils ielā viņi redz gaismu, nevis aizlīmētus logus.",
           "support": "Izkārtne, krāsa un viena diena ar mūsu meistaru ir no mums."},
    "en": {"title": "Spring in the empty shops", "summary": "Places for spring and summer, first of all for makers.",
           "purpose": "Guests come back in spring. They should see light in Pils iela, not papered windows.",
           "support": "We give a sign, paint and a day with our handyman."},
    "de": {"title": "Frühling in den leeren Läden", "summary": "Plätze für Frühling und Sommer, zuerst für Handwerk.",
           "purpose": "Im Frühling kommen die Gäste zurück. Sie sollen Licht sehen und keine verklebten Fenster.",
           "support": "Schild, Farbe und ein Tag mit unserem Handwerker kommen von uns."}}
MARKET = {
    "lv": {"title": "Ziemassvētku skatlogi", "summary": "Piecas vietas decembrim: dāvanas, piparkūkas, mūzika logā.",
           "purpose": "Nedēļas, kurās ieiet pat tie, kas citkārt paiet garām.", "support": "Apkuri maksā pilsēta."},
    "en": {"title": "Windows at Christmas", "summary": "Five places for December: gifts, gingerbread, music in the window.",
           "purpose": "Weeks in which even those come in who usually walk past.", "support": "The town pays the heating."}}
LAKE = {
    "lv": {"title": "Vasara pie ezera", "summary": "Četras vietas ceļā uz Pilssalu, līdz vasara beidzas.",
           "purpose": "Tūristiem vajag, kur apsēsties, ko nomāt un ko vest mājās.", "support": "Reklāma tūrisma kartē."},
    "en": {"title": "Summer by the lake", "summary": "Four places on the way to the castle island, until summer ends.",
           "purpose": "Guests need somewhere to sit, something to hire, something to take home.", "support": "A mark on the tourist map."}}


def _criterion(names: tuple[str, str, str], weight: int, low: tuple[str, str, str], high: tuple[str, str, str]) -> dict[str, Any]:
    lowest, highest = (dict(zip(("lv", "en", "de"), words, strict=True)) for words in (low, high))
    texts = {language: {"name": name} for language, name in zip(("lv", "en", "de"), names, strict=True)}
    return {"pk": None, "texts": texts, "weight": weight, "lowest": 1, "highest": 5, "anchors": {"1": lowest, "5": highest}}


CRITERIA = [
    _criterion(("Dzīvība ielā", "Life in the street", "Leben in der Straße"), 4,
               ("Logs paliek tumšs", "The window stays dark", "Das Fenster bleibt dunkel"),
               ("Garām nevar paiet", "Nobody can walk past", "Niemand geht vorbei")),
    _criterion(("Izdosies", "It will work", "Es wird gelingen"), 3,
               ("Nav ne naudas, ne pieredzes", "Neither money nor experience", "Weder Geld noch Erfahrung"),
               ("Rīt varētu sākt", "Could begin tomorrow", "Könnte morgen anfangen")),
    _criterion(("Vietējais", "From here", "Von hier"), 2,
               ("Pārpārdod citu ražoto", "Resells what others make", "Verkauft, was andere machen"),
               ("Top mūsu novadā", "Made in our district", "In unserem Bezirk gemacht")),
    _criterion(("Paliks ilgāk", "May stay", "Bleibt vielleicht"), 1,
               ("Tikai uz šo reizi", "Only for this once", "Nur dieses eine Mal"),
               ("Meklē pastāvīgu vietu", "Looks for a permanent place", "Sucht einen festen Ort"))]
QUESTIONS = [
    {"code": "q_0000000001", "widget": "yes_no", "choices": [], "is_required": False, "only_kinds": [], "only_if": {},
     "texts": {"lv": {"label": "Vai gribat palikt arī pēc termiņa?"}, "en": {"label": "Would you like to stay on?"},
               "de": {"label": "Möchten Sie danach bleiben?"}}},
    {"code": "q_0000000002", "widget": "text", "choices": [], "is_required": False, "only_kinds": [],
     "only_if": {"code": "q_0000000001", "value": True},
     "texts": {"lv": {"label": "Ar kādu nomas maksu jūs iztiktu?"}, "en": {"label": "Which rent could you bear?"},
               "de": {"label": "Welche Miete könnten Sie tragen?"}}}]
PAPERS = [{"paper": PaperKind.REGISTRATION.value, "kind": "", "goods": "", "is_required": False},
          {"paper": PaperKind.FOOD.value, "kind": "", "goods": Goods.FOOD.value, "is_required": False}]

# Of those whom nobody has met yet: what they would do, by kind, and the one answer that their kind must give.
IDEAS: dict[ApplicantKind, tuple[tuple[str, str], ...]] = {
    K.MAKER: (("Sveču klēts", "Sveces un vaska darbi"), ("Māla rīts", "Krūzes un podi"), ("Dzijas logs", "Dzija un cimdi"),
              ("Zāļu tējas", "Tējas no pļavas"), ("Koka rotaļas", "Rotaļlietas no bērza"), ("Sāls un dūmi", "Kūpinājumi"),
              ("Papīra pils", "Kartītes un burtnīcas"), ("Ādas soma", "Somas un jostas"), ("Medus rūme", "Medus un bišu maize")),
    K.NGO: (("Mantu maiņa", "Mazāk mantu izgāztuvē"), ("Atvērtā darbnīca", "Vieta, kur salabot pašam"), ("Spēļu istaba", "Bērni zem jumta")),
    K.MUSICIAN: (("Vakara trio", "Vijole, čells, kokle"), ("Akordeons logā", "Viens akordeons")),
    K.WORKSHOP_HOST: (("Pīšanas pēcpusdiena", "Groziņu"), ("Cepam kopā", "Pīrāgus"), ("Drukas diena", "Savu pastkarti"))}
FIRST_NAMES = ("Agnese", "Ainārs", "Anete", "Artis", "Baiba", "Dainis", "Dita", "Edgars", "Elīna", "Ervīns", "Gints", "Ilona",
               "Imants", "Jana", "Kārlis", "Lāsma", "Māra", "Normunds", "Oskars", "Rasma", "Sandis", "Tekla", "Valdis", "Zita")
LAST_NAMES = ("Apsīte", "Bērztāle", "Cīrule", "Dzenis", "Egle", "Gailītis", "Irbe", "Jumis", "Krauklis", "Lācis", "Mežvēvere", "Niedre",
              "Ozoliņš", "Priede", "Rubene", "Sīlis", "Tauriņš", "Upīte", "Vārpa", "Zvaigzne")
DESCRIPTIONS = ("Strādāšu logā, lai garāmgājēji redz, kā top.", "Atvērts ceturtdienās un sestdienās, pārējās dienās pēc pieraksta.",
                "Gribu pamēģināt pilsētā to, kas līdz šim bija tikai tirgū.", "Pusi telpas atvēlēšu nodarbībām skolēniem.")

REVIEW_WORDS = ("Skaidrs, kas notiks katru dienu.", "Laba doma, bet maz par to, kas stāvēs pie letes.", "Tieši tas, kā mūsu ielai trūkst.",
                "Līdzīgs jau ir blakus.", "Budžets nesakrīt ar aprakstu.", "Redzu, ka ir darīts iepriekš.")
REASONS = {1: "Par to pieteikumā nav ne vārda.", 5: "Parādīts ar piemēriem un bildēm."}
NEGATIVES: tuple[tuple[NotSelectedReason, str], ...] = (
    (N.OTHERS_PREFERRED, "Vietu ir maz, un citi vairāk domājuši par to, ko redzēs garāmgājējs. Lūdzu, piesakieties vasarai."),
    (N.BUDGET, "Par minēto summu nevaram segt pat apkuri. Kopā ar otru ražotāju izdotos."),
    (N.NO_FITTING_UNIT, "Nevienā no telpām nav vajadzīgās ventilācijas."))
PARTNERS = {"choir": "Sanda Mūzika", "repair": "Egils Vītols"}  # the first has not answered yet
CHANGE = "Lūdzu, uzrakstiet, cik kvadrātmetru jums vajag, un pievienojiet vismaz vienu attēlu ar rotaļlietām."
TALK = ("Vai svece skatlogā drīkst degt arī naktī?", "Degt nē, bet elektriskās lampiņas drīkst visu nakti.")
OBJECTION = "Rakstījāt, ka mums nav pieredzes, bet divas vasaras tirgojām Valmierā. Lūdzu, izskatiet vēlreiz."
ANSWER = "Jums taisnība, pielikumu mēs nebijām atvēruši. Ieliekam jūs rezerves sarakstā."
GROUP: tuple[tuple[str, str], ...] = (
    ("Vija Kalniete", "Tirgotāju biedrība"), ("Juris Dambis", "Dārza ielas iedzīvotāji"), ("Sanita Roze", "Mākslas skola"),
    ("Guntis Avots", "Amatnieku kopa"), ("Laila Skuja", "Bibliotēka"), ("Haralds Zars", "Tūrisma biedrība"))
QUESTION = "Kurus no šiem pieteikumiem jūs gribētu redzēt Pils ielā?"
COMMENTS = ("Galvenais, lai vakarā deg gaisma.", "Kaut ko, ko var ēst.", "")
DONE = "Trīs no jūsu pieciem ir starp tiem, kam dosim vietu. Divus nevarējām, jo telpās nav ūdens."
RULE_REASON = "Tikai šī biedrība pieteicās telpai bez apkures, un uzņēmumi to negrib."

PLAN_NOTES = ("Pirmais melnraksts", "Ja viens īpašnieks atsakās", "Vispirms labāk novērtētie")
PINNED_WHY = "Biedrībai šajās nedēļās ir jubileja, un dome to ir apsolījusi."
FORBIDDEN_WHY = "Virs telpas dzīvo ģimene ar zīdaini, un troksnis būtu par lielu."
EXCLUDED_WHY = "Lūdza pagaidīt līdz nākamajam mēnesim."
