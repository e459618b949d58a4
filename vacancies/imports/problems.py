"""What can be wrong with a register, each with a code that never changes and a sentence that says what to do.

The page and the command say the same sentence: it names the thing, and the command's word for it in brackets.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ProblemCode(TextChoices):
    """The label is the sentence; its placeholders are filled from the problem's details."""

    # The row is refused
    TOTAL_ROW = "total_row", _("This is a total, not a place.")
    REPEATED_HEADER = "repeated_header", _("This row repeats the headings.")
    NOT_PREMISES = "not_premises", _("“%(text)s” is not premises, so it was left out.")
    NO_ADDRESS = "no_address", _("The row has no address. Give it one.")
    SHIFTED_ROW = "shifted_row", _("The row has %(found)s cells and the header has %(expected)s, so nobody can say "
                                   "which cell belongs where. Mend the row: put each cell under its heading.")
    SLIPPED_CELLS = "slipped_cells", _("Several cells do not fit their columns (%(columns)s). The row has probably "
                                       "slipped sideways. Mend the row: put each cell under its heading.")
    DUPLICATE_ROW = "duplicate_row", _("The row repeats row %(first)s.")
    CONTRADICTING_ROW = "contradicting_row", _("Row %(first)s describes the same place differently. Keep one of "
                                               "them, or give each a name or number of its own.")
    REPEATED_REFERENCE = "repeated_reference", _("Row %(first)s has the same number, “%(text)s”, for another place. "
                                                 "Correct the number in one of the two rows.")
    TOO_LONG = "too_long", _("The text is %(length)s characters long, more than the %(most)s that fit. Shorten it.")
    # The row is taken, without what could not be read
    IMPOSSIBLE_DATE = "impossible_date", _("“%(text)s” is not a day of the calendar. The date was left open.")
    UNREADABLE_DATE = "unreadable_date", _("“%(text)s” could not be read as a date. The date was left open.")
    AMBIGUOUS_DATE = "ambiguous_date", _("“%(text)s” can be day/month or month/day, and the column does not tell. Only "
                                         "the year was stored. Write the day with dots, or say with the columns "
                                         "which of the two comes first (date_order in a mapping file).")
    BAD_NUMBER = "bad_number", _("“%(text)s” could not be read as a number here and was left out.")
    NUMBER_RANGE = "number_range", _("“%(text)s” is a range. Write one number.")
    AMBIGUOUS_NUMBER = "ambiguous_number", _("“%(text)s” can be a thousand or a fraction. Write it with another "
                                             "number of decimals.")
    BAD_COORDINATES = "bad_coordinates", _("“%(text)s” is not a point on the map. The place was left without one.")
    RENT_NOT_MONTHLY = "rent_not_monthly", _("“%(text)s” is not a price per month. It was kept in the internal note.")
    RENT_WITHOUT_AREA = "rent_without_area", _("The rent is per m², but the area is not known. It was kept in the "
                                               "internal note.")
    UNKNOWN_STATUS = "unknown_status", _("“%(text)s” is not a known status. It was stored as “not sure”.")
    UNKNOWN_ANSWER = "unknown_answer", _("“%(text)s” is neither yes nor no. It was kept in the internal note.")
    UNKNOWN_WORD = "unknown_word", _("“%(text)s” is none of the words that this column knows. It was left out.")
    UNREADABLE_LINE = "unreadable_line", _("“%(text)s” is not written as exported files write it. All of this cell was left out.")
    TOO_MANY_LINES = "too_many_lines", _("This cell has %(found)s lines, and at most %(most)s are read. All of it was left out. Shorten it, then "
                                         "import again.")
    UNCLEAR_OWNER = "unclear_owner", _("“%(text)s” names more than one kind of owner. Choose one in the unit's page.")
    RUINED_REFERENCE = "ruined_reference", _("A spreadsheet has ruined the number “%(text)s”: its last digits are "
                                             "lost. It was not used to recognise the place.")
    # The row is taken as it is; somebody should look
    BROKEN_TEXT = "broken_text", _("The letters were broken by an earlier conversion and could not be mended for "
                                   "certain: “%(text)s”. Correct them in the unit's page.")
    SERIAL_DATE = "serial_date", _("This is a spreadsheet's own date among dates that were typed. It was read as "
                                   "%(day)s; check that day and month were not swapped.")
    JOINED_DATE = "joined_date", _("The date is split over two cells. It was read as %(day)s.")
    SWAPPED_COORDINATES = "swapped_coordinates", _("Latitude and longitude were in each other's column. They were "
                                                   "put right.")
    NO_NAME = "no_name", _("The row does not say which premises are meant. The address was taken as the name.")
    KEPT_CORRECTION = "kept_correction", _("The file says “%(text)s”, but the unit's page was changed by hand. What "
                                           "the page says was kept.")
    SEEN_SINCE = "seen_since", _("Somebody has seen the place after the day of which the file speaks. The vacancy was left as it is.")
    VACANCY_TWICE = "vacancy_twice", _("The unit would be empty twice on some of these days, so they were not entered. Correct them in "
                                       "the unit's page.")
    ONLY_WITH_NEW = "only_with_new", _("The file says something else here than the unit's page. This column is read for new units "
                                       "only; change it in the unit's page.")
    UNKNOWN_REFERENCE = "unknown_reference", _("There is no unit “%(text)s” here. The row was recognised by its number or "
                                               "address instead.")
    CHOSEN_UNIT_TAKEN = "chosen_unit_taken", _("“%(text)s” was chosen for this row, but it is gone, or another row speaks of it. "
                                               "The row is taken as a new unit.")
    NUMBER_TAKEN = "number_taken", _("Another unit already has the number “%(text)s”. It was not given twice.")
    # About the file as a whole
    NO_STATUS_COLUMN = "no_status_column", _("No column says which places are empty, so none was marked as empty.")
    COLUMN_TWICE = "column_twice", _("Another column, “%(first)s”, was already read as %(meaning)s.")
    MEANING_FROM_CONTENT = "meaning_from_content", _("The cells hold addresses, whatever the heading says.")
    REPEATING_NUMBERS = "repeating_numbers", _("The same values come again and again in this column, so they do not tell "
                                               "places apart. They were not used as numbers of their own.")
    RENT_UNIT_ASSUMED = "rent_unit_assumed", _("The heading does not say what the rent is for. It was read as euros "
                                               "per month for the whole unit. If it is not, say so with the columns "
                                               "(rent_unit in a mapping file).")
    OLD_STATE_DATE = "old_state_date", _("The file says that it describes %(day)s, but holds later dates. The day of "
                                         "the import was taken.")
    # The file cannot be read at all
    NO_FILE = "no_file", _("The file could not be opened: %(text)s.")
    EMPTY_FILE = "empty_file", _("The file is empty.")
    WEB_PAGE = "web_page", _("This is a web page, not a table, whatever its name says. Download the table itself.")
    JSON_FILE = "json_file", _("This is JSON, not a table; often it is an error message that was saved. Download "
                               "the table itself.")
    OTHER_FILE = "other_file", _("This is %(kind)s, not a table. Save it as XLSX, ODS or CSV.")
    BINARY_FILE = "binary_file", _("The file holds bytes that no text has (line %(line)s). Save the table as XLSX or "
                                   "CSV again.")
    DAMAGED_FILE = "damaged_file", _("The workbook is damaged, locked with a password, or made to look like one. Open "
                                     "it in a spreadsheet program and save it again.")
    UNPACKS_TOO_BIG = "unpacks_too_big", _("The workbook unpacks to more than %(most)s MB. Delete empty rows and "
                                           "pictures, or save the sheet as CSV.")
    TOO_MANY_COLUMNS = "too_many_columns", _("The table has %(found)s columns, more than the %(most)s that can be read. Delete the "
                                             "columns that are not about premises, also empty ones at the right, and save it again.")
    TOO_MANY_PARTS = "too_many_parts", _("This file has more parts than can be read at once. Save points in place of outlines, or "
                                         "save the places in several files.")
    TAKES_TOO_LONG = "takes_too_long", _("The workbook takes too long to read. Save only the sheet with the register, as XLSX "
                                         "or CSV.")
    NO_SUCH_SHEET = "no_such_sheet", _("There is no sheet “%(text)s”. The sheets are: %(sheets)s.")
    UNKNOWN_ENCODING = "unknown_encoding", _("Line %(line)s cannot be read as UTF-8, and the encoding cannot be told "
                                             "from the file. Choose one (--encoding in a command); cp1257 is usual "
                                             "for Latvian.")
    WRONG_ENCODING = "wrong_encoding", _("Line %(line)s cannot be read as %(encoding)s. Choose another encoding.")
    NO_SUCH_ENCODING = "no_such_encoding", _("“%(encoding)s” is not an encoding this program knows. Try cp1257.")
    OPEN_QUOTE = "open_quote", _("A quotation mark opens in line %(line)s and is never closed. Mend the line and "
                                 "import again.")
    NO_HEADER = "no_header", _("No row of headings was found: one of the first %(rows)s rows must name at least the "
                               "address. Choose that row, and say what its columns mean (columns and header_row in a "
                               "mapping file).")
    BAD_MAPPING = "bad_mapping", _("The mapping cannot be used: %(text)s")


REFUSING = frozenset({
    ProblemCode.TOTAL_ROW, ProblemCode.REPEATED_HEADER, ProblemCode.NOT_PREMISES, ProblemCode.NO_ADDRESS,
    ProblemCode.SHIFTED_ROW, ProblemCode.SLIPPED_CELLS, ProblemCode.DUPLICATE_ROW, ProblemCode.CONTRADICTING_ROW,
    ProblemCode.REPEATED_REFERENCE, ProblemCode.TOO_LONG,
})

# The same code, said differently when more is known.
EXTRA_BLANK_CELLS = _("The row has %(found)s cells and the header has %(expected)s. The cells beyond are empty, "
                      "so the row was read.")
KEPT_VACANCY = _("The file says something else about emptiness than the unit's page, which was changed here. What the page says "
                 "was kept.")
MENDED_TEXT = _("The letters were broken by an earlier conversion. They were mended: “%(text)s”.")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """row is the number a spreadsheet shows, column the heading as the file has it ('' for the whole row)."""

    row: int
    column: str
    code: ProblemCode
    details: dict[str, Any] = field(default_factory=dict)
    said: Promise | None = None

    @property
    def message(self) -> str:
        shown = {name: _short(value) for name, value in self.details.items()}
        return str(self.said or self.code.label) % shown

    @property
    def refuses(self) -> bool:
        return self.code in REFUSING and self.said is None

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "code": str(self.code), "message": self.message}


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else f"{text[:119]}…"


class Unreadable(Exception):
    """The file as a whole cannot be read. Nothing was written.

    line is the first line that could not be read (0: the file as a whole); preview shows, for a text of unknown
    encoding, the first lines that decide: {encoding: [(line, text), …]}.
    """

    def __init__(self, code: ProblemCode, *, line: int = 0, preview: dict[str, list[tuple[int, str]]] | None = None,
                 **details: Any) -> None:
        self.problem = RowProblem(row=line, column="", code=code, details={"line": line, **details})
        self.preview = preview or {}
        super().__init__(str(code))

    @property
    def code(self) -> ProblemCode:
        return self.problem.code

    @property
    def line(self) -> int:
        return self.problem.row
