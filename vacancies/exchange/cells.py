"""Text that a spreadsheet would take for a formula is written behind an apostrophe, which reading takes away again."""

from vacancies.readable import readable

# As OWASP lists them, the full-width signs that some spreadsheets accept included. An apostrophe guards itself.
_DANGEROUS = tuple("=+-@\t\r\n＝＋－＠'")
_GUARD = "'"


def guarded(text: str) -> str:
    """For cells of text only: a number is written as a number, and −1 is no formula."""
    return _GUARD + text if text.lstrip().startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text


def unguarded(text: str) -> str:
    return text.removeprefix(_GUARD)


def printable(text: str) -> str:
    """Without control characters, which no workbook can hold and no person typed; lines end as everywhere."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return readable(lines, keep="\n\t")


def one_line(text: str) -> str:
    """For what stands in one line among others of the same cell."""
    return " ".join(printable(text).split())
