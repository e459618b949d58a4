"""An officer says of a paper whether it tells who applies; blind reviewers read those that do not."""

from django.db import transaction

from popups.choices import Verb
from popups.lifecycle.records import lock, write_history
from popups.models import Paper, User
from popups.rules.blind_papers import may_open
from popups.rules.nearness import near_problems
from vacancies.problem import refuse_if


@transaction.atomic
def open_to_reviewers(*, paper: Paper, by: User) -> Paper:
    """Twice is harmless."""
    paper.application = lock(paper.application)
    if paper.names_nobody:
        return paper
    refuse_if(near_problems(paper.application, by) or may_open(paper, paper.application))
    return _say(paper, names_nobody=True, verb=Verb.PAPER_OPENED, by=by)


@transaction.atomic
def close_to_reviewers(*, paper: Paper, by: User) -> Paper:
    """Taken back at any time; what was read meanwhile was read."""
    paper.application = lock(paper.application)
    refuse_if(near_problems(paper.application, by))
    return _say(paper, names_nobody=False, verb=Verb.PAPER_CLOSED, by=by) if paper.names_nobody else paper


def _say(paper: Paper, *, names_nobody: bool, verb: Verb, by: User) -> Paper:
    paper.names_nobody = names_nobody
    paper.save(update_fields=["names_nobody"])
    write_history(verb, by=by, subject=paper.application, note=paper.file_name)
    return paper
