"""How rules say no: all problems at once, each with a stable code and a sentence for the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

# What a person reads, perhaps translated only when it is shown. The type checker knows that Django takes both alike.
if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Sentence
else:
    Sentence = str | Promise


@dataclass(frozen=True)
class Problem:
    """field names the form field it belongs to; empty: the form as a whole."""

    code: str
    message: Sentence
    field: str = ""


class Refused(Exception):
    """Raised by lifecycle verbs. Nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]


def refuse_if(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise Refused(found)
