"""Applications as somebody reads them who may not learn who applies: without names, and without ways to find them.

What people are called is known from their profiles and is covered wherever it turns up in what they wrote; so are e-mail
addresses, addresses of pages and long numbers. Papers are open that an officer opened, which certificates never are.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from popups.choices import Verb
from popups.models import Application, Paper
from popups.reports.answers import Fact, Section, answers_of
from popups.reports.history import Line
from popups.rules.blind_papers import DOCUMENTS, is_open_when_blind
from popups.rules.reviewing import hides_identity
from vacancies.access import READERS, has_role
from vacancies.latvian import fold

# Legal forms say nothing of who it is, and stand in texts as well.
_FORMS = frozenset("sia as ik zs biedriba nodibinajums kooperativs ltd llc gmbh ev un and und the".split())
_ADDRESS = r"[\w.+-]+@[\w-]+(\.[\w-]+)+|(https?://|www\.)\S+|\b[\w-]+(\.[\w-]+)*\.(lv|com|eu|org|net|de|ee|lt|info|shop|me)\b(/\S*)?|@\w{3,}"
_NUMBER = r"\+\d[\d ()-]{6,}\d|\b\d{8,}\b|\b\d{2} \d{3} \d{3}\b|\b\d{2} \d{2} \d{2} \d{2}\b"
_WAYS = re.compile(f"{_ADDRESS}|{_NUMBER}")
_BEFORE_HOST = re.compile(r"^\s*(https?://)?(www\.)?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ENDINGS = re.compile(r"[aeious]{1,2}$")
# What blind reviewers read of the history: that it was sent, asked for again, commented. Never a note.
TOLD = frozenset({Verb.SUBMITTED, Verb.REVIEW_STARTED, Verb.SHORTLISTED, Verb.CHANGES_REQUESTED, Verb.COMMENTED, Verb.ASSIGNED,
                  Verb.UNASSIGNED, Verb.REVIEWED, Verb.REVIEW_REOPENED})
Mask = Callable[[Any], Any]


def _stem(word: str) -> str:
    """Folded and without its ending, so that Bērziņa covers Bērziņas and Bērziņai; short words stay whole."""
    folded = fold(word)
    stem = _ENDINGS.sub("", folded)
    return stem if len(stem) >= 3 else folded


def _words(names: Iterable[str]) -> list[str]:
    return [word for name in names for word in _WORD.findall(name) if len(word) > 2 and fold(word) not in _FORMS]


def _pattern(stems: Iterable[str]) -> str:
    return r"[\W_]*".join(rf"{re.escape(stem)}\w{{0,4}}" for stem in stems) + r"\b"


@dataclass(frozen=True)
class Known:
    """anywhere: found whatever the letters' size; proper: words that also mean something, so only with a capital."""

    anywhere: re.Pattern
    proper: re.Pattern


def _people(application: Application) -> list[str]:
    user = application.applicant.user
    names = [application.applicant.contact_name, *(row.name for row in application.co_applicants.all())]
    return names + ([user.first_name, user.last_name, user.email.split("@")[0]] if user is not None else [])


def _anywhere(application: Application) -> Iterator[str]:
    """Whole names first, longest first, since a part of one would leave the rest."""
    applicant, people = application.applicant, _people(application)
    phrases = [[_stem(word) for word in _words([name])] for name in (*people, applicant.name, application.title)]
    yield from (rf"\b{_pattern(stems)}" for stems in sorted(phrases, key=len, reverse=True) if len(stems) > 1)
    yield from (rf"\b{_pattern([_stem(word)])}" for word in _words(people))
    for exact in (applicant.registration_number, applicant.phone, _BEFORE_HOST.sub("", applicant.website).strip("/")):
        if exact.strip():
            yield re.escape(fold(exact.strip()))


def _proper(application: Application) -> Iterator[str]:
    """Of the names of shops and associations each word with a capital."""
    words = _words([application.applicant.name, application.title])
    yield from (rf"\b{_pattern([_stem(word)])}" for word in words if word[0].isupper())


def _any_of(patterns: Iterable[str]) -> re.Pattern:
    return re.compile("|".join(dict.fromkeys(patterns)) or r"(?!)")


def mask_of(application: Application) -> Mask:
    """Covers in a text what would say who applies. Needs `applicant__user` and `co_applicants`; anything but a text passes."""
    known, cover = Known(_any_of(_anywhere(application)), _any_of(_proper(application))), _("[covered]")

    def masked(value: Any) -> Any:
        return _covered(str(value), known, cover) if isinstance(value, str | Promise) else value

    return masked


def _spans(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """Names are found in the text without its marks and capitals, where one letter may have become several."""
    folded = [fold(letter) for letter in text]
    place = [number for number, letters in enumerate(folded) for _letter in letters]
    plain = "".join(folded)
    for hit in known.anywhere.finditer(plain):
        yield place[hit.start()], place[hit.end() - 1] + 1
    for hit in known.proper.finditer(plain):
        if text[place[hit.start()]].isupper():
            yield place[hit.start()], place[hit.end() - 1] + 1
    yield from (hit.span() for hit in _WAYS.finditer(text))


def _covered(text: str, known: Known, cover: str) -> str:
    told: list[str] = []
    last = 0
    for start, end in sorted(_spans(text, known)):
        if start >= last:
            told += [text[last:start], cover]
        last = max(last, end)
    return "".join([*told, text[last:]])


def blind_sections(application: Application, mask: Mask) -> list[Section]:
    """The answers, without those in which people say who they are."""
    hidden = {str(question.label) for question in application.spec.questions if question.code in NAMING}
    return [replace(section, facts=[_masked(fact, mask) for fact in section.facts if str(fact.label) not in hidden])
            for section in answers_of(application)]


# Answers that consist of names: who plays.
NAMING = frozenset({"line_up"})


def _masked(fact: Fact, mask: Mask) -> Fact:
    return replace(fact, value=mask(fact.value))


def blind_name(application: Application) -> str:
    """Its heading: a pop-up is mostly named after who runs it."""
    return " · ".join(filter(None, (application.reference, str(application.get_activity_display()))))


def is_read_blind(paper: Paper, user: Any) -> bool:
    """By a reviewer, of somebody else's application that was sent."""
    application = paper.application
    is_reader = has_role(user, *READERS) and application.submitted_at is not None and application.applicant.user_id != user.pk
    return is_reader and hides_identity(application.call, user)


def blind_papers(application: Application) -> tuple[list[tuple[Paper, str]], int]:
    """Those that are open, with the names they have for blind reviewers, and how many stay closed."""
    papers = sorted(application.papers.all(), key=lambda paper: paper.pk)
    named = [(paper, blind_file_name(paper, number)) for number, paper in enumerate(papers, start=1) if is_open_when_blind(paper)]
    return named, len(papers) - len(named)


def blind_file_name(paper: Paper, number: int) -> str:
    """Of what they get: documents stay what they are, pictures are made anew."""
    return f"{_('paper')} {number}.{'pdf' if paper.content_type in DOCUMENTS else 'webp'}"


def blind_line(line: Line) -> Line:
    """What was done and when; who of the staff did it, and nothing that somebody wrote."""
    return replace(line, note="", reason="", subjects=[])
