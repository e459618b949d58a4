"""Two lists as a town hall keeps them: one that was taken over, and one that waits with its mistakes. Days count from today."""

from collections.abc import Callable
from datetime import date

from popups.demo.places import OWNERS

TOWN = OWNERS["town"][1]
MUNICIPAL, WALKED = "Pašvaldības telpu saraksts.csv", "Rīgas ielas apkaimes apgaita.csv"
STATE_OF = -10  # the day of which the municipal list speaks


def _typed(day: date) -> str:
    return f"{day:%d.%m.%Y}."


def municipal(day: Callable[[int], date]) -> str:
    """Twelve rows: eight places that are new here, three that are known, and one that contradicts another row."""
    return f"""\
Pašvaldības pārziņā esošo un tai zināmo telpu saraksts (izdomāti dati);;;;;;;;;
Stāvoklis uz: {_typed(day(STATE_OF))};;;;;;;;;
;;;;;;;;;
Nr. p.k.;Adrese;Telpas;Stāvs;Platība, m²;Īpašnieks;Statuss;Brīvs kopš;Nomas maksa, EUR mēnesī;Piezīmes
1.;Brūža ielā 4;Bijusī bibliotēkas nodaļa;1;64,5;{TOWN};brīvs;{_typed(day(-140))};90;Ieeja no pagalma.
2.;Brūža iela 10;Amatnieku biedrības istaba;1;31;{TOWN};aizņemts;;45;
3.;Uzvaras iela 5;Bijusī veļas mazgātava;1;58;{TOWN};brīvs;{day(-560):%m.%Y};70;Jāpārbauda ventilācija.
4.;Lielā Ezera iela 8;Ezermalas informācijas punkts;1;24;{TOWN};aizņemts;;;
5.;Rīgas iela 20;Darbnīca ar vārtiem;1;112;privātpersona;brīvs;apm. {day(-1900):%Y};;Īpašnieks dzīvo Rīgā.
6.;Skolas iela 3;Sporta inventāra noma;1;36;{TOWN};sezonas;;40;Slēgts līdz sniegam.
7.;Torņa iela 11;Pagraba telpa;pagrabs;47;{TOWN};remonts;;;
8.;Ojāra Vācieša iela 18;Šaha kluba telpa;1;26;{TOWN};aizņemts;;;
9.;Dārza iela 4;Pagalma telpa;1;37;{TOWN};;;55;
10.;Merķeļa iela 3;Sociālās mājas telpa;1;38;{TOWN};;;;
11.;Skolas iela 6;Kantora telpa pie skolas;1;48;{TOWN};;;75;Pavasarī jānomaina ārdurvis.
12.;Brūža iela 4;Bijusī bibliotēkas nodaļa;1;46;{TOWN};brīvs;{_typed(day(-140))};65;
"""


def walked(day: Callable[[int], date]) -> str:
    """Six rows: one without an address, a day that no calendar has, a floor area nobody measured, and a shop that is known."""
    return f"""\
Adrese;Telpa;Platība, m²;Tukšs kopš;Piezīmes
Rīgas iela 17;Bijušais auto preču veikals;85;30.02.{day(-200):%Y}.;Izkārtne vēl redzama.
Rīgas iela 23;Ziedu kiosks;12–15;{_typed(day(-75))};Iekšā nevar ielūkoties.
;Kiosks pie tilta;9;;Adresi neatradām.
Pils ielā 52;Grāmatu veikals;58;{day(-330):%m.%Y};Plaukti palikuši.
Apes iela 21;Bijusī kafejnīca;64;{day(-400):%m.%Y};
Uzvaras iela 7;Friziera darbnīca;22;{_typed(day(-40))};Durvīs telefona numurs.
"""
