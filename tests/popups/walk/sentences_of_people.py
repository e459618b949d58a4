"""What must be true of drafts of nobody, of those who apply together, of talks, papers, the group's answers, and of what was forgotten."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.utils import timezone

from popups.choices import ApplicationStatus, CallState, LetterKind
from popups.rules.call_changing import WIDENED, is_narrower
from popups.rules.messages import PAUSE
from tests.popups.walk.facts import Facts
from tests.popups.walk.sentences import Sentence
from tests.popups.walk.town import FILES

S = ApplicationStatus
TALK = {LetterKind.MESSAGE_TO_APPLICANT, LetterKind.MESSAGE_TO_OFFICE}


def a_draft_of_nobody_is_a_draft_and_leaves_no_trace(facts: Facts) -> list[str]:
    rows = [row for row in facts.applications if row.claim_key]
    written = {letter.application_id for letter in facts.letters} | {line.application_id for line in facts.history}
    return [f"{row} {row.status}" for row in rows if row.state is not S.DRAFT or row.applicant.user_id or row.submitted_at or row.pk in written]


def only_what_came_on_paper_or_was_forgotten_belongs_to_nobody_who_signs_in(facts: Facts) -> list[str]:
    return [f"{row}: {row.applicant}" for row in facts.applications
            if not (row.claim_key or row.applicant.user_id or row.entered_by_id or row.pk in facts.stripped)]


def who_applies_together_is_asked_once_and_only_by_somebody(facts: Facts) -> list[str]:
    keys = {letter.key for letter in facts.letters}
    return [f"{row}: asked {row.invited_at}" for row in facts.beside
            if not (bool(row.invited_at) == (f"co-applicant:{row.key}" in keys) == (row.application.claim_key is None))]


def nobody_gets_two_letters_about_a_talk_within_an_hour(facts: Facts) -> list[str]:
    sent = defaultdict(list)
    for letter in facts.letters:
        if letter.kind in TALK:
            sent[letter.application_id, letter.kind].append(letter.written_at)
    return [f"{kind} of {pk}: {moments}" for (pk, kind), moments in sent.items()
            if any(later - earlier < PAUSE for earlier, later in pairwise(sorted(moments)))]


def nobody_talks_about_what_was_never_sent(facts: Facts) -> list[str]:
    return [str(row) for row in facts.messages if row.application.submitted_at is None]


def every_paper_has_a_file_of_its_own_and_every_file_a_paper(facts: Facts) -> list[str]:
    named = sorted(row.stored_name.removeprefix("papers/") for row in facts.papers)
    return [f"{named} / {facts.rows[FILES]}"] if [(name,) for name in named] != facts.rows[FILES] else []


def a_copy_is_of_somebody_who_has_both(facts: Facts) -> list[str]:
    owner = {row.pk: row.applicant.user_id for row in facts.applications}
    return [f"{row} of {row.copied_from_id}" for row in facts.applications
            if row.copied_from_id and row.pk not in facts.stripped and owner[row.copied_from_id] != owner[row.pk]]


def an_open_call_only_became_wider(facts: Facts) -> list[str]:
    lines = [(change.call, line) for change in facts.changes for line in change.changes if line["what"] in WIDENED]
    open_by_then = [(call, line) for call, line in lines if call.state is not CallState.DRAFT]
    return [f"{call} {line}" for call, line in open_by_then if is_narrower(line["what"], line["before"], line["after"])]


def everybody_who_had_applied_is_told_of_each_change_of_the_call(facts: Facts) -> list[str]:
    """As long as letters are kept: what was to be printed and never was goes with its time too."""
    keys, wrong = {letter.key for letter in facts.letters}, []
    kept_since = timezone.now() - timedelta(days=settings.KEEP_LETTER_DAYS)
    for change in (row for row in facts.changes if row.at > kept_since):
        applied = [row for row in facts.applications if row.call_id == change.call_id and row.state not in {S.DRAFT, S.WITHDRAWN}
                   and row.pk not in facts.stripped and facts.first_sent.get(row.pk, change.at) < change.at]
        wrong += [f"{row} of {change.changes}" for row in applied if f"call-changed:{change.pk}:{row.reference}" not in keys]
    return wrong


def the_group_answers_only_what_it_was_asked(facts: Facts) -> list[str]:
    wrong = []
    for row in facts.invitations:
        options, asked = list(row.chosen.all()), row.consultation
        fits = all(option.consultation_id == asked.pk for option in options) and (asked.may_choose_several or len(options) < 2)
        in_time = row.answered_at is None or asked.opens_at <= row.answered_at <= asked.closes_at
        told = row.sent_at is None or asked.opens_at <= row.sent_at
        if not (fits and in_time and told and asked.released_at) or row.answered_at is None and (options or row.comment):
            wrong.append(f"{row}: {options} {row.answered_at} {row.sent_at}")
    return wrong


def what_came_of_a_question_is_said_after_it_closed_and_once_to_each(facts: Facts) -> list[str]:
    done = [row for row in facts.consultations if row.done_at]
    wrong = [str(row) for row in done if not (row.released_at and row.closes_at <= row.done_at)]
    said = {letter.key for letter in facts.other_letters}
    return wrong + [f"{row}: not told" for row in facts.invitations
                    if row.consultation.done_at and row.sent_at and row.sent_at < row.consultation.done_at and f"consultation-done:{row.pk}" not in said]


def whoever_was_erased_stands_nowhere_any_more(facts: Facts) -> list[str]:
    """Once nothing of theirs must be kept for a reason of its own. The letter that says so keeps its address until the next tick."""
    held = {row.applicant.user_id for row in facts.applications}
    words = [word for pk, said in facts.erased.items() if pk not in held for word in said]
    if not words:
        return []
    found = [(table, str(row)) for table, rows in facts.rows.items() for row in rows if LetterKind.DATA_ERASED.value not in row]
    return [f"{word} in {table}: {text[:400]}" for table, text in found for word in words if word in text]


def of_what_was_forgotten_nothing_personal_is_left(facts: Facts) -> list[str]:
    wrong = [f"{row}: {row.title} {row.description}" for row in facts.applications
             if row.pk in facts.stripped and (row.title != row.reference or row.description or row.answers or row.search_text != row.reference.lower())]
    rows = [*facts.papers, *facts.messages, *facts.beside]
    wrong += [f"{type(row).__name__} {row}" for row in rows if row.application_id in facts.stripped]
    return wrong + [f"letter {letter.key}" for letter in facts.letters if letter.application_id in facts.gone and letter.text]


SENTENCES: list[Sentence] = [
    a_draft_of_nobody_is_a_draft_and_leaves_no_trace, only_what_came_on_paper_or_was_forgotten_belongs_to_nobody_who_signs_in,
    who_applies_together_is_asked_once_and_only_by_somebody, nobody_gets_two_letters_about_a_talk_within_an_hour,
    nobody_talks_about_what_was_never_sent, every_paper_has_a_file_of_its_own_and_every_file_a_paper, a_copy_is_of_somebody_who_has_both,
    an_open_call_only_became_wider, everybody_who_had_applied_is_told_of_each_change_of_the_call, the_group_answers_only_what_it_was_asked,
    what_came_of_a_question_is_said_after_it_closed_and_once_to_each, whoever_was_erased_stands_nowhere_any_more,
    of_what_was_forgotten_nothing_personal_is_left]
