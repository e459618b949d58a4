"""The lists of a call: criteria, questions, papers asked for. Each is written as a whole."""

from typing import Any

from popups.models import Call, CallPaper, CallQuestion, Criterion

Rows = list[dict[str, Any]]


def write_rows(call: Call, name: str, rows: Rows) -> None:
    """Rows that stay are kept as they are in the database, since scores and answers point to them."""
    {"criteria": _write_criteria, "questions": _write_questions, "papers": _write_papers}[name](call, rows)


def _write_criteria(call: Call, rows: Rows) -> None:
    known: dict[int | None, Criterion] = {row.pk: row for row in call.criteria.all()}
    kept = {row["pk"] for row in rows if row.get("pk") in known}
    call.criteria.exclude(pk__in=kept).delete()
    for position, said in enumerate(rows, 1):
        row = known.get(said.get("pk")) or Criterion(call=call)
        _save(row, {**said, "pk": row.pk, "position": position})


def _write_questions(call: Call, rows: Rows) -> None:
    known = {row.code: row for row in call.questions.all()}
    call.questions.exclude(code__in=[said["code"] for said in rows]).delete()
    for position, said in enumerate(rows, 1):
        _save(known.get(said["code"]) or CallQuestion(call=call), {**said, "position": position})


def _write_papers(call: Call, rows: Rows) -> None:
    call.asked_papers.all().delete()
    unique = {(said["paper"], said["kind"], said["goods"]): said for said in rows}
    CallPaper.objects.bulk_create(CallPaper(call=call, **said) for said in unique.values())


def _save(row: Any, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    row.save()
