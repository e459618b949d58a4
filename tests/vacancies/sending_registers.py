"""A register on its way through the pages of the import, as a person at the town hall would send it."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.vacancies.asking import data_of
from vacancies.models import ImportRun

LIST = "vacancies:import-list"


def sent(data: bytes | str, name: str = "register.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def page(name: str, run: ImportRun) -> str:
    return reverse(f"vacancies:import-{name}", args=[run.key])


def upload(client: Client, file: Any) -> Any:
    return client.post(reverse(LIST), {"file": file})


def send(client: Client, file: Any) -> ImportRun:
    response = upload(client, file)
    assert response.status_code == 302, response.context["form"].errors
    return ImportRun.objects.get(key=response["Location"].split("/")[3])


def send_path(client: Client, path: Path) -> ImportRun:
    return send(client, sent(path.read_bytes(), path.name))


def choose(client: Client, run: ImportRun, **said: Any) -> Any:
    """The first step with what is preselected, or as said."""
    query = {name: said[name] for name in ("encoding", "sheet") if name in said}
    form = client.get(page("file", run), query).context["form"]
    return client.post(page("file", run), data_of(form) | said)


def match(client: Client, run: ImportRun, **said: Any) -> Any:
    """The second step with what is guessed; questions left open get the first answer unless said otherwise."""
    form = client.get(page("columns", run)).context["form"]
    open_answers = {field.name: str(field.field.choices[1 if not field.field.choices[0][0] else 0][0])
                    for field in form.open_questions if not field.value()}
    return client.post(page("columns", run), data_of(form) | open_answers | said)


def counts(account: dict[str, Any]) -> tuple[int, int, int, int]:
    return account["added"], account["changed"], account["unchanged"], account["refused"]


def counted(run: ImportRun) -> tuple[int, int, int, int]:
    run.refresh_from_db()
    return counts(run.report["counted"])


def apply(client: Client, run: ImportRun) -> tuple[int, int, int, int]:
    assert client.post(page("apply", run)).status_code == 302
    run.refresh_from_db()
    return counts(run.report["applied"])


def codes_of(run: ImportRun, row: int) -> list[str]:
    run.refresh_from_db()
    account = run.report.get("applied") or run.report["counted"]
    return [problem[2] for shown in account["shown"] if shown[0] == row for problem in shown[2]]
