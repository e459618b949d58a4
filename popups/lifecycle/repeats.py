"""Somebody says whether two applications are the same one. Neither is removed or changed by it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from popups.choices import Verb
from popups.lifecycle.records import write_history
from popups.models import Application, SettledRepeat, User
from popups.rules.nearness import near_problems
from popups.rules.repeats import RepeatAnswer
from vacancies.problem import Problem, Refused, refuse_if


@transaction.atomic
def settle_repeat(*, one: Application, other: Application, is_repeat: bool, by: User) -> SettledRepeat:
    """The newest answer counts. Both applications keep a line of history that names the other."""
    first, second = sorted((one, other), key=lambda row: row.pk)
    if first.pk == second.pk or first.call_id != second.call_id or None in (first.submitted_at, second.submitted_at):
        raise Refused([Problem("not_a_pair", _("Only two applications of the same call can repeat each other."))])
    refuse_if(near_problems(first, by) or near_problems(second, by))
    list(Application.objects.select_for_update(no_key=True).filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    settled, _made = SettledRepeat.objects.update_or_create(first=first, second=second,
                                                            defaults={"is_repeat": is_repeat, "by": by})
    said = RepeatAnswer.REPEAT if is_repeat else RepeatAnswer.DIFFERENT
    for row, named in ((first, second), (second, first)):
        write_history(Verb.REPEAT_SETTLED, by=by, subject=row, reason=said,
                      note=named.reference)
    return settled
