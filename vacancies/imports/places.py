"""Which unit of the register a row speaks of."""

from dataclasses import dataclass, field

from vacancies.addresses import normal_address
from vacancies.geocoding.offline import places_of
from vacancies.imports.change import Change
from vacancies.imports.families import Families, read_families
from vacancies.imports.known import know_more
from vacancies.imports.own_facts import LINES
from vacancies.imports.rows import ReadRow
from vacancies.imports.words import premises_key
from vacancies.models import ImportedRow, Unit


@dataclass
class Places:
    """Remembers which units were spoken for, so that no two rows of one file are laid on one unit."""

    used: set[int] = field(default_factory=set)

    def find(self, rows: list[ReadRow]) -> tuple[dict[int, Unit], dict[str, int]]:
        """Row number → its unit, and the numbers of the town's register that are taken. Seven queries at most, and eight
        more for rows of our own files.

        Inside a transaction the units are locked until it ends, in the order of their keys like everywhere.
        """
        keys = {key for row in rows for key in (row.key, row.keys[0])}
        imported = dict(ImportedRow.objects.filter(key__in=keys).values_list("key", "unit_id"))
        numbers = [row.values["own_number"] for row in rows if row.values["own_number"]]
        taken = dict(Unit.objects.filter(own_number__in=numbers).values_list("own_number", "pk")) if numbers else {}
        referred = _referred({row.reference for row in rows} | {row.same_as for row in rows})
        families = read_families()
        units = {row.number: pk for row in rows if (pk := referred.get(row.reference) or imported.get(row.key)
                                                or imported.get(row.keys[0]) or _followed(families, taken.get(row.values["own_number"])))}
        units |= {row.number: families.into.get(pk, pk) for row in rows
                  if row.number not in units and (pk := referred.get(row.same_as))}
        by_hand = self._made_by_hand([row for row in rows if row.number not in units])
        units |= {number: families.follow(pk) for number, pk in by_hand.items()}
        claims = {number: families.claimed(pk, self._claim) for number, pk in units.items()}
        chosen = {number: pk for number, pk in claims.items() if pk is not None}
        held = Unit.objects.select_for_update(of=("self",)).select_related("owner", "imported_row__run").order_by("pk")
        held = held.defer("imported_row__run__report", "imported_row__run__corrections")  # long, and read anew for every unit
        found = held.in_bulk(sorted(chosen.values()))
        asked = {row.number for row in rows if row.reference in referred or any(row.values.get(name) for name in LINES)}
        know_more([found[pk] for number, pk in chosen.items() if number in asked])
        return {number: found[pk] for number, pk in chosen.items()}, taken

    def _claim(self, pk: int) -> bool:
        if pk in self.used:
            return False
        self.used.add(pk)
        return True

    def _made_by_hand(self, rows: list[ReadRow]) -> dict[int, int]:
        """Units at the same address with the same name that no file has numbered or named otherwise."""
        found: dict[int, int] = {}
        for kind in {_kind(row) for row in rows}:
            wanted = {(normal_address(row.values["address_typed"]).key, premises_key(row.values["name"])): row.number
                      for row in rows if _kind(row) == kind}
            others = Unit.objects.filter(address_key__in={address for address, _ in wanted}).exclude(
                imported_row__key__startswith=kind)
            for pk, address, name in others.order_by("-pk").values_list("pk", "address_key", "name"):
                if number := wanted.get((address, premises_key(name))):
                    found[number] = pk
        return found


def give_known_points(changes: list[Change]) -> None:
    """New units that the file gives no point get that of their address, where the town's gazetteer has it. One query."""
    wanting = {change.row.number: change.row.values["address_typed"] for change in changes
               if change.unit is None and change.fields.get("latitude") is None}
    known = places_of(wanting.values()) if wanting else {}
    for change in changes:
        if place := known.get(wanting.get(change.row.number, "")):
            change.fields |= {"latitude": place.latitude, "longitude": place.longitude}


def _referred(references: set[str]) -> dict[str, int]:
    wanted = references - {""}
    return dict(Unit.objects.filter(reference__in=wanted).values_list("reference", "pk")) if wanted else {}


def _followed(families: Families, pk: int | None) -> int | None:
    return None if pk is None else families.follow(pk)


def _kind(row: ReadRow) -> str:
    """'n:' known by a number, 'a:' by the address, 'u:' by a reference."""
    return row.key[:2]
