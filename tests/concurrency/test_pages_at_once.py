"""Two people press buttons of a real server at the same moment: each gets an answer, and the register holds together."""

from functools import partial

import pytest
from django.urls import reverse

from popups.choices import ApplicationStatus, LegalBasis, Outcome, Use, Verb
from popups.forms.staff.offers import Consent
from popups.lifecycle.bulk import change_many
from popups.lifecycle.merging import merge_units
from popups.models import History, Letter, Offer
from popups.rules.merging import plan_merge
from popups.rules.offer_cautions import LIMITS
from tests import make
from tests.concurrency.test_merges_at_once import holds_together
from tests.concurrency.town_server import Answer, all_at_once, post, server, session_of
from tests.popups.deciding import fresh, make_decided_call
from tests.popups.merging import plain
from tests.popups.owners import inside
from vacancies.choices import BulkOutcome, BulkVerb, ImportState, OwnerStage, Seen, UtilitiesPayer
from vacancies.imports.decisions import decisions_from
from vacancies.imports.runs import begin_applying, reading_of
from vacancies.imports.work import Work, begin_counting, start
from vacancies.models import Area, BulkChange, ImportRun, Merge, Report, SavedView, Talk, Unit
from vacancies.reports.merging import differences
from vacancies.rules.publication import mark_of_doubt

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("pages at once")]
ROUNDS = 5
ALL_READ = " ".join(f"{limit.code}:{number}" for limit in LIMITS for number in range(1, 200))


@pytest.fixture(scope="module")
def port(django_db_setup, django_db_blocker):
    """One server for the whole file. It has no memory of its own, and the tests empty its database."""
    with django_db_blocker.unblock(), server() as port:
        yield port


@pytest.fixture
def press(port):
    """press(session, name, args, fields): one button, to be pressed later."""
    return lambda session, name, args=(), /, _query="", **fields: partial(post, port, session, reverse(name, args=args) + _query, fields)


def statuses(answers: list[Answer]) -> list[int]:
    return sorted(answer.status for answer in answers)


def merging(press, session, kept: Unit, merged: Unit):
    """With every value as it is proposed."""
    values = {one.code: one.stays for one in differences(kept, merged)}
    return press(session, "popups:unit-merge", [kept.reference, merged.reference], seal=plan_merge(kept, merged).seal, **values)


def offering(press, session, unit: Unit, application, **fields):
    terms = {"use": Use.WHOLE, "spaces": unit.spaces.get().pk, "first_day": make.days(20), "last_day": make.days(40), "rent": "120",
             "utilities_payer": UtilitiesPayer.TENANT, "utilities": "30", "notice_days": 30, "legal_basis": LegalBasis.SHORT_LETTING,
             "consent": Consent.AGREED, "owner_agreed_on": make.days(0), "answer_by_on": make.days(3), "all_the_same": "on",
             "cautions": f"{ALL_READ} unit_not_public: " + " ".join(f"twin_taken:{one}" for one in Unit.objects.values_list("reference", flat=True))}
    return press(session, "popups:offer-new", [application.reference], _query=f"?unit={unit.reference}", **terms | fields)


@pytest.mark.parametrize("owners", ["all", "agreed"])
def test_units_are_published_after_the_question_while_two_of_them_are_merged(press, owners):
    for _round in range(ROUNDS):
        units, officers = [plain() for _ in range(5)], [session_of(make.make_officer()) for _ in range(3)]
        names = [unit.reference for unit in units]
        answers = all_at_once([
            press(officers[0], "popups:bulk-change", verb="publish", unit=names),
            press(officers[0], "popups:bulk-change", verb="publish", unit=names, owners=owners),
            merging(press, officers[1], units[0], units[3]),
            press(officers[2], "popups:bulk-change", verb="publish", unit=names[::-1], owners=owners)])
        assert set(statuses(answers)) <= {200, 302, 422}
        units[3].refresh_from_db()
        assert not (units[3].merged_into_id and units[3].is_published)
        assert all(set(change.rows.values_list("unit_id", flat=True)) == {unit.pk for unit in units} for change in BulkChange.objects.all())
        holds_together(*units)
        BulkChange.objects.all().delete()


def test_a_pair_is_merged_both_ways_by_two_people(press):
    for _round in range(ROUNDS):
        one, other, officers = plain(is_vacant=True), plain(), [session_of(make.make_officer()) for _ in range(2)]
        answers = all_at_once([merging(press, officers[0], one, other), merging(press, officers[1], other, one)])
        assert statuses(answers) == [302, 422]
        holds_together(one, other)


def test_an_offer_is_sent_for_an_entry_while_it_is_merged(press):
    for _round in range(ROUNDS):
        kept, merged, application = plain(), make.make_unit(), make.make_application()
        officers = [session_of(make.make_officer()) for _ in range(2)]
        answers = all_at_once([merging(press, officers[0], kept, merged), offering(press, officers[1], merged, application)])
        assert set(statuses(answers)) <= {302, 404, 422}
        holds_together(kept, merged)
        assert all(offer.unit_id == kept.pk for offer in Offer.objects.filter(application=application) if Merge.objects.filter(kept=kept).exists())


def test_a_merge_is_taken_back_while_the_entries_are_edited_and_talked_about(press):
    for _round in range(ROUNDS):
        officer, kept, merged = make.make_officer(), plain(), plain(is_vacant=True)
        merge, sessions = merge_units(kept=kept, merged=merged, by=officer), [session_of(make.make_officer()) for _ in range(5)]
        kept.refresh_from_db()
        answers = all_at_once([
            press(sessions[0], "popups:merge-undo", [merge.key]), press(sessions[4], "popups:merge-undo", [merge.key]),
            press(sessions[1], "popups:bulk-change", verb="publish", unit=[kept.reference, merged.reference], owners="all",
                  doubts=" ".join(map(mark_of_doubt, (kept, merged)))),
            press(sessions[2], "vacancies:talk-move", [kept.reference], to="willing"),
            press(sessions[3], "vacancies:vacancy-list", [kept.reference], which="visit", **{"visit-seen": Seen.EMPTY, "visit-seen_on": make.days(0)})])
        assert set(statuses(answers)) <= {302, 404, 409, 422}
        holds_together(kept, merged)


def test_a_change_of_many_is_taken_back_twice_and_units_are_edited(press):
    for _round in range(ROUNDS):
        officer, units = make.make_officer(), [plain() for _ in range(6)]
        change = change_many(verb=BulkVerb.PUBLISH, keys=[unit.pk for unit in units], by=officer)
        session, other = session_of(officer), session_of(make.make_officer())
        answers = all_at_once([*[press(session, "popups:bulk-undo", [change.key])] * 3,
                               press(other, "popups:unit-record", [units[2].reference], to="archived"),
                               press(other, "popups:bulk-change", verb="unpublish", unit=[unit.reference for unit in units])])
        assert set(statuses(answers)) <= {302, 422}
        change.refresh_from_db()
        assert change.undone_at and not change.rows.filter(outcome=BulkOutcome.DONE).exists()
        assert not Unit.objects.filter(pk__in=[unit.pk for unit in units], published_at__isnull=False).exists()


def test_a_unit_is_put_back_while_it_is_edited(press):
    for _round in range(ROUNDS):
        officer, unit = make.make_officer(), make.make_unit()
        unit.name, unit.version = "Otrais vārds", unit.version + 1
        unit.save()
        line, session, other = unit.history.latest(), session_of(officer), session_of(make.make_officer())
        before = unit.history.count()
        put = press(session, "popups:put-back", [unit.reference, "field", line.history_id], _query="?field=name", mark=unit.version)
        answers = all_at_once([put, put, press(other, "popups:unit-record", [unit.reference], to="archived"), put])
        assert set(statuses(answers)) <= {302, 409, 422}
        assert unit.history.count() - before <= 2


def test_two_officers_offer_twins_to_two_applicants(press):
    for _round in range(ROUNDS):
        fields = {"address_typed": "Pils iela 7", "name": "Maiznīca", "floor_area_m2": 40}
        units, people = [make.make_unit(**fields) for _ in range(2)], [session_of(make.make_officer()) for _ in range(2)]
        answers = all_at_once([offering(press, people[number], units[number], make.make_application()) for number in range(2)])
        assert all(not answer.codes for answer in answers)
        assert set(statuses(answers)) <= {302, 422}
        assert Offer.objects.filter(unit__in=units).count() == statuses(answers).count(302) > 0


def counted(text: str, by) -> ImportRun:
    run = make.make_import(by=by, text=text)
    begin_counting(run=run, by=by)
    run.refresh_from_db()
    start(run, Work.COUNT)
    run.refresh_from_db()
    return run


def test_rows_of_one_import_are_decided_in_two_tabs_and_written_in_a_third(press):
    for number in range(ROUNDS):
        officer = make.make_officer()
        units = [make.make_unit(address_typed=f"Pils iela {100 + 10 * number + row}", name=f"Lielā aptieka {number} {row}") for row in range(3)]
        run = counted("Adrese;Telpas;Statuss\n" + "".join(f"{unit.address_typed};{unit.name.replace('Lielā', 'Liela')} vecā;brīvs\n" for unit in units), officer)
        likely = run.report["counted"]["likely"]
        assert len(likely) == 3
        session, all_units = session_of(officer), Unit.objects.count()
        answers = all_at_once([
            *[press(session, "vacancies:import-decide", [run.key], row=row, unit=said) for row, said in zip(likely, (units[0].reference, "none", "open"), strict=True)],
            press(session, "vacancies:import-apply", [run.key], reading=reading_of(run))])
        assert set(statuses(answers)) == {302}
        run.refresh_from_db()
        added = Unit.objects.count() - all_units
        said = decisions_from(run.corrections)
        assert run.state == ImportState.CHOOSING and added == 0 and len(said) == 2 or added == 3 and len(said) == 0 \
            or added == 3 - len(said.same)


def test_an_import_is_thrown_away_while_it_is_read_in_other_windows(press):
    for _round in range(2 * ROUNDS):
        officer = make.make_officer()
        session, run = session_of(officer), counted("Adrese;Telpas;Statuss\nPils iela 1;veikals;brīvs\n", officer)
        answers = all_at_once([
            press(session, "vacancies:import-file", [run.key], header_row="1"),
            press(session, "vacancies:import-columns", [run.key], **{"column-1": "address", "column-2": "name", "column-3": "status"}),
            press(session, "vacancies:import-rows", [run.key], row="2", **{"cell-1": "Pils iela 2"}),
            press(session, "vacancies:import-delete", [run.key]), press(session, "vacancies:import-rows", [run.key])])
        assert set(statuses(answers)) <= {200, 302, 404, 422}, "200: the page that says that the file is gone"
        assert not ImportRun.objects.filter(pk=run.pk).exists()


def test_an_import_is_undone_while_its_units_are_promised_talked_about_and_divided(press):
    for _round in range(ROUNDS):
        officer, people = make.make_officer(), [session_of(make.make_officer()) for _ in range(6)]
        run = counted("Adrese;Telpas;Statuss\n" + "".join(f"Pils iela {500 + number};veikals;brīvs\n" for number in range(4)), officer)
        assert post_apply(run, officer)
        unit, other, third, last = Unit.objects.filter(address_typed__startswith="Pils iela 50").order_by("-pk")[:4]
        events = {"title": "E", "day": make.days(9), "starts_at": "10:00", "ends_at": "11:00", "kind": "performance"}
        answers = all_at_once([
            press(people[0], "vacancies:import-undo", [run.key]),
            offering(press, people[1], unit, make.make_application()),
            press(people[2], "popups:event-new", _query=f"?unit={other.reference}", **events),
            press(people[3], "popups:permanent-tenant", [third.reference], name="Maiznīca", kind="shop", moves_in_on=make.days(0)),
            press(people[4], "vacancies:talk-move", [last.reference], to="willing"),
            press(people[5], "popups:units-apart", [unit.reference, last.reference])])
        assert set(statuses(answers)) <= {200, 302, 404, 422}
        run.refresh_from_db()
        assert run.state == ImportState.UNDONE
        holds_together(unit, other, third, last)


def post_apply(run: ImportRun, by) -> bool:
    assert begin_applying(run=run, by=by)
    run.refresh_from_db()
    start(run, Work.APPLY)
    run.refresh_from_db()
    return run.state == ImportState.APPLIED


def test_an_owner_stops_while_an_offer_for_the_unit_is_sent_and_the_talks_move(press):
    for _round in range(ROUNDS):
        owner = make.make_owner(email=f"o{make.days(0)}{_round}@example.org")
        unit, application = make.make_unit(owner=owner), make.make_application()
        page, officer = inside(owner).cookies["sessionid"].value, session_of(make.make_officer())
        answers = all_at_once([
            *[press(page, "popups:owner-stop", [unit.reference], to=OwnerStage.PAUSED, note="nē")] * 2,
            offering(press, officer, unit, application, consent=Consent.ASK),
            press(officer, "vacancies:talk-move", [unit.reference], **{"move-to": "willing", "to": "willing"}),
            press(page, "popups:owner-resume", [unit.reference])])
        assert set(statuses(answers)) <= {302, 422}
        assert Talk.objects.filter(unit=unit).count() == 1
        assert Letter.objects.filter(key__startswith=f"owner-stop:{unit.reference}").count() <= 3


def test_a_report_becomes_a_unit_once_however_often_it_is_pressed(press):
    for _round in range(ROUNDS):
        report, people = make.make_report(), [session_of(make.make_officer()) for _ in range(4)]
        before = Unit.objects.count()
        known = plain()
        form = {"which": "new", "new-name": "Tukšs", "name": "Tukšs", "address": report.address, "new-address": report.address}
        answers = all_at_once([press(one, "popups:staff-report", [report.key], **form) for one in people[:3]]
                              + [press(people[3], "popups:staff-report", [report.key], which="known", unit=known.reference, chosen=known.pk)])
        assert 302 in statuses(answers)
        assert set(statuses(answers)) <= {302, 422}
        assert Unit.objects.count() - before in (1, 2)
        assert not Report.objects.get(pk=report.pk).is_new


def test_two_parts_of_town_with_one_name_are_drawn_at_once(press):
    corners = "57.42, 27.04\n57.42, 27.05\n57.43, 27.05"
    for number in range(ROUNDS):
        people = [session_of(make.make_officer()) for _ in range(4)]
        answers = all_at_once([press(one, "popups:area-new", name=f"Centrs {number}", corners=corners) for one in people])
        assert statuses(answers) == [302, 422, 422, 422]
        assert Area.objects.filter(name=f"Centrs {number}").count() == 1


def test_a_part_of_town_is_changed_while_it_is_deleted(press):
    corners = "57.42, 27.04\n57.42, 27.05\n57.43, 27.05"
    for number in range(ROUNDS):
        area, people = make.make_area(), [session_of(make.make_officer()) for _ in range(4)]
        answers = all_at_once([press(people[0], "popups:area-edit", [area.key], name=f"Centrs {number}", corners=corners),
                               press(people[1], "popups:area-delete", [area.key]), press(people[3], "popups:area-delete", [area.key]),
                               press(people[2], "popups:area-edit", [area.key], name=f"Cits {number}", corners=corners)])
        assert set(statuses(answers)) <= {302, 404, 422}


def test_a_view_is_kept_twice_and_changed_while_it_is_deleted(press):
    for _round in range(ROUNDS):
        officer = make.make_officer()
        session = session_of(officer)
        answers = all_at_once([press(session, "popups:view-new", _query="?q=pils", name="Mans")] * 3)
        assert set(statuses(answers)) <= {302, 422}
        view = SavedView.objects.filter(user=officer).latest("pk")
        answers = all_at_once([press(session, "popups:view-edit", [view.pk], name="Tavs"), press(session, "popups:view-delete", [view.pk]),
                               press(session, "popups:view-edit", [view.pk], name="Mūsu")])
        assert set(statuses(answers)) <= {302, 404}


def test_two_places_are_told_apart_and_merged_at_once(press):
    for _round in range(ROUNDS):
        units, people = [plain() for _ in range(3)], [session_of(make.make_officer()) for _ in range(4)]
        pair = [unit.reference for unit in units[:2]]
        answers = all_at_once([
            press(people[0], "popups:units-apart", pair), press(people[1], "popups:units-apart", pair[::-1]),
            press(people[2], "popups:spot-apart", unit=[unit.reference for unit in units]), merging(press, people[3], units[0], units[1])])
        assert set(statuses(answers)) <= {302, 404, 422}
        holds_together(*units)


def test_two_officers_send_the_results_of_a_call_and_somebody_withdraws_at_the_same_moment(press):
    for _round in range(3):
        call, rows = make_decided_call(outcomes=(Outcome.PLACE, Outcome.RESERVE, Outcome.NOT_SELECTED), places=1)
        sending = [press(session_of(make.make_officer()), "popups:call-results", [call.reference], is_confirmed="on") for _officer in range(2)]
        leaving = press(session_of(rows[0].applicant.user), "popups:application-withdraw", [rows[0].reference])
        assert statuses(all_at_once([*sending, leaving])) == [302, 302, 302]
        assert History.objects.filter(verb=Verb.RESULTS_SENT, call=call, application=None).count() == 1
        letters = Letter.objects.filter(application__in=rows, key__startswith="result:").values_list("application", flat=True)
        gone = [row for row in fresh(rows) if row.status == ApplicationStatus.WITHDRAWN]
        assert len(letters) == len(set(letters)) and {row.pk for row in rows} - set(letters) <= {row.pk for row in gone}
        assert set(letters) == set(call.decisions.exclude(told_at=None).values_list("application", flat=True))
