"""A call as plain values by name: what is compared, sealed, copied, and kept where it was changed."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from popups.models import Call, CallPaper, CallQuestion, CallText, Criterion

DAYS = ("stays_start", "stays_end", "commercial_until", "results_on")
MOMENTS = ("opens_at", "closes_at")
OWN = (*MOMENTS, *DAYS, "shortest_days", "longest_days", "kinds", "activities", "places", "is_blind", "reviews_wanted")
TEXT_FIELDS = ("title", "summary", "purpose", "support")
ROWS = ("criteria", "questions", "papers")
NAMES = (*OWN, "units", "areas", "texts", *ROWS)


def plain_text(text: CallText) -> dict[str, str]:
    return {name: getattr(text, name) for name in TEXT_FIELDS}


def plain_criterion(row: Criterion) -> dict[str, Any]:
    return {"pk": row.pk, "texts": row.texts, "anchors": row.anchors, "weight": row.weight, "lowest": row.lowest,
            "highest": row.highest}


def plain_question(row: CallQuestion) -> dict[str, Any]:
    return {"code": row.code, "texts": row.texts, "widget": row.widget, "choices": row.choices, "is_required": row.is_required,
            "only_kinds": row.only_kinds, "only_if": row.only_if}


def plain_paper(row: CallPaper) -> dict[str, Any]:
    return {"paper": row.paper, "kind": row.kind, "goods": row.goods, "is_required": row.is_required}


def as_plain(value: Any) -> Any:
    """Moments and days as ISO words. Moments in one zone, so that words that are earlier mean what is earlier."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _named(rows: Any, field: str) -> list[str]:
    return sorted(getattr(row, field) for row in rows)


def of_units(units: Any) -> list[str]:
    return _named(units, "reference")


def of_areas(areas: Any) -> list[str]:
    return _named(areas, "key")


def plain(call: Call) -> dict[str, Any]:
    """Everything that officers write of a call. Costs six queries where nothing was prefetched."""
    return {
        **{name: as_plain(getattr(call, name)) for name in OWN},
        "kinds": sorted(call.kinds), "activities": sorted(call.activities),
        "units": of_units(call.units.all()), "areas": of_areas(call.areas.all()),
        "texts": {text.language: plain_text(text) for text in call.texts.all()},
        "criteria": [plain_criterion(row) for row in call.criteria.all()],
        "questions": [plain_question(row) for row in call.questions.all()],
        "papers": [plain_paper(row) for row in call.asked_papers.all()]}


def plain_of(values: dict[str, Any]) -> dict[str, Any]:
    """Values as a form gives them, in the form that plain() has."""
    found = {name: as_plain(value) for name, value in values.items()}
    for name in {"kinds", "activities"} & set(found):
        found[name] = sorted(found[name])
    if "units" in found:
        found["units"] = of_units(found["units"])
    if "areas" in found:
        found["areas"] = of_areas(found["areas"])
    if "texts" in found:
        found["texts"] = {code: said for code, said in _full_texts(found["texts"]).items() if any(said.values())}
    return found


def left_as_saved(values: dict[str, Any], call: Call, names: Collection[str]) -> dict[str, Any]:
    """Values as a form gives them, with those of `names` as they stand in the call. Of the texts also `title:lv`: one of them in one language."""
    parts = {name for name in names if name.partition(":")[0] in TEXT_FIELDS}
    now = plain(call) if parts or set(names) & {*ROWS, "texts"} else {}
    kept = {name: _saved(call, name, now) for name in values if name in names}
    if "texts" in values and parts:
        texts = _full_texts(values["texts"])
        empty = dict.fromkeys(TEXT_FIELDS, "")
        kept["texts"] = {code: texts.get(code, empty) | {name: said for name, said in now["texts"].get(code, empty).items() if f"{name}:{code}" in parts}
                         for code in {*texts, *now["texts"]}}
    return values | kept


def _saved(call: Call, name: str, now: dict[str, Any]) -> Any:
    if name in {"units", "areas"}:
        return list(getattr(call, name).all())
    return now[name] if name in {*ROWS, "texts"} else getattr(call, name)


def _full_texts(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {code: {name: said.get(name, "") for name in TEXT_FIELDS} for code, said in texts.items()}


def seal_of(values: dict[str, Any], names: Any) -> str:
    """Changes with everything that stands under `names`."""
    told = {name: values[name] for name in names}
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of `after` that say something else in `before`, in the order of the pages."""
    return [name for name in NAMES if name in after and before.get(name) != after[name]]
