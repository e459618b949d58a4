"""Calls with applications that can be planned, for the tests of plans."""

from popups.choices import Where
from popups.lifecycle.plan_runs import run_plan
from popups.lifecycle.planning import ask_plan, rule
from popups.models import Application, Call, Plan, User
from popups.planning_choices import RulingKind
from tests import make


def make_asking(call: Call, **answers) -> Application:
    """Anything will do, for two to ten weeks within the season of the call."""
    easy = {"where": Where.ANYWHERE, "earliest_start_on": make.days(60), "latest_end_on": make.days(239), "shortest_days": 14, "longest_days": 70}
    return make.make_application(call=call, **easy | answers)


def make_season(*, units: int = 2, applications: int = 3, **fields) -> Call:
    """An open call with so many units of its own and so many applications."""
    call = make.make_call(**fields)
    call.units.set([make.make_unit() for _number in range(units)])
    for _number in range(applications):
        make_asking(call)
    return call


def make_plan(call: Call, *, by: User | None = None, seconds: int = 2) -> Plan:
    plan = ask_plan(call=call, by=by or make.make_officer(), seconds=seconds)
    assert run_plan(plan)
    plan.refresh_from_db()
    return plan


def planned_names(*, by: User) -> dict[str, str]:
    """A call with a plan, by the names under which the table of addresses knows its rows."""
    call = make_season(units=1, applications=2, by=by)
    row = call.applications.order_by("pk").first()
    ruling = rule(call=call, kind=RulingKind.FORBID, application=row, unit=call.units.get(), reason="Noise", by=by)
    plan = make_plan(call, by=by, seconds=1)
    return {"planned_call": call.reference, "plan": plan.reference, "planned": row.reference, "ruling": str(ruling.pk),
            "placement": str(plan.placements.first().pk), "planned_unit": call.units.get().reference, "plan_part": "plan"}
