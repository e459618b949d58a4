"""Making registers as files, and importing them, for the tests."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from vacancies.imports.apply import apply
from vacancies.imports.mapping import Mapping
from vacancies.imports.plan import Plan, make_plan
from vacancies.imports.problems import Unreadable
from vacancies.imports.report import Report
from vacancies.models import Unit

DATA = Path(__file__).parent.parent / "data" / "imports"
TODAY = date(2026, 11, 22)
SIX = {
    "aluksne_synthetic_register.xlsx": "", "aluksne_synthetic_register.xls": "", "aluksne_synthetic_register.ods": "",
    "aluksne_synthetic_register_cp1257.csv": "cp1257", "aluksne_synthetic_register_utf8bom_crlf.csv": "",
    "aluksne_synthetic_register_mojibake_utf8.csv": "",
}
HEADINGS = ["Adrese", "Telpas", "Platība, m²", "Īpašnieks", "Statuss", "Brīvs kopš", "Nomas maksa, EUR/mēn.", "Piezīmes"]


def row(address: str = "Pils iela 1", name: str = "veikals", area: str = "20", owner: str = "pašvaldība",
        status: str = "brīvs", since: str = "01.02.2024.", rent: str = "100", remarks: str = "") -> list[str]:
    return [address, name, area, owner, status, since, rent, remarks]


def write_csv(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", delimiter: str = ";") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def register(folder: Path, *rows: list[str], headings: list[str] = HEADINGS, name: str = "register.csv") -> Path:
    return write_csv(folder / name, [headings, *rows])


def plan_of(path: Path, **options: Any) -> Plan:
    return make_plan(path, **{"today": TODAY, **options})


def import_file(path: Path, *, is_dry_run: bool = False, by: Any = None, mapping: Mapping | None = None,
                **options: Any) -> Report:
    return apply(plan_of(path, mapping=mapping, **options), is_dry_run=is_dry_run, by=by)


def codes(report_or_row: Any) -> list[tuple[int, str]]:
    return [(problem.row, str(problem.code)) for problem in report_or_row.problems]


def numbers(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.refused


def refusal(path: Path, **options: Any) -> Unreadable:
    try:
        plan_of(path, **options)
    except Unreadable as error:
        return error
    raise AssertionError(f"{path.name} was read")


def dump() -> list[dict[str, Any]]:
    """The whole register without what is made by chance: references, keys, moments."""
    units = Unit.objects.select_related("owner").prefetch_related("vacancies", "field_visits", "spaces")
    return [{
        **{field.attname: getattr(unit, field.attname) for field in Unit._meta.concrete_fields
           if field.attname not in ("id", "reference", "search_text", "created_at", "owner_id")},
        "search_text": unit.search_text.removesuffix(unit.reference.casefold()),
        "owner": (unit.owner.kind, unit.owner.name) if unit.owner else None,
        "vacancies": [(v.starts_on, v.starts_precision, v.ends_on, v.ends_precision, v.as_typed, v.note, v.previous_use)
                      for v in unit.vacancies.all()],
        "visits": [(v.seen_on, v.seen, v.source, v.note) for v in unit.field_visits.all()],
        "spaces": [(space.kind, space.name) for space in unit.spaces.all()],
    } for unit in units]


def everything_stored() -> list[Any]:
    """Row counts and versions: equal before and after whatever must not write."""
    return [Unit.history.count(), *sorted(Unit.objects.values_list("reference", "version", "imported_row__imported_at"))]
