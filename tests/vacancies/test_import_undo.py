"""An import can be taken back as a whole, and every row that it added or changed is accounted for."""

import tempfile
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.make import make_officer
from tests.vacancies.registers import HEADINGS, dump, import_file, numbers, plan_of, register, row
from vacancies.choices import ImportState, Seen
from vacancies.imports import undo
from vacancies.imports.apply import apply
from vacancies.imports.archives import begin_photos
from vacancies.imports.at_work import is_at_work
from vacancies.imports.kept import WhyKept
from vacancies.imports.undo import undo_run
from vacancies.imports.work import begin_undoing
from vacancies.lifecycle.facts import add_vacancy, change_vacancy
from vacancies.lifecycle.register import new_unit
from vacancies.lifecycle.units import change_unit, record_visit
from vacancies.models import FieldVisit, ImportedRow, ImportRun, Owner, Photo, Space, Unit, Vacancy
from vacancies.problem import Refused

pytestmark = pytest.mark.django_db
NUMBERED = ["Reģistra Nr.", *HEADINGS, "Platums", "Garums"]


def run_of(folder, *rows, run=None, by=None, **options):
    """An import that has been carried out, and what it says it did."""
    run = run or ImportRun.objects.create(key=uuid4().hex, file_name="register.csv", state=ImportState.APPLYING)
    report = apply(plan_of(register(folder, *rows, **options)), run=run, by=by)
    ImportRun.objects.filter(pk=run.pk).update(state=ImportState.APPLIED)
    return run, report


def stored():
    return (dump(), sorted(ImportedRow.objects.values_list("key", "file_name", "run", "imported_at")),
            [imported.values for imported in ImportedRow.objects.order_by("key")],
            sorted(Owner.objects.values_list("kind", "name")))


def without_versions(state):
    return [{key: value for key, value in unit.items() if key != "version"} for unit in state[0]], *state[1:]


def test_an_import_into_an_empty_register_leaves_nothing_but_history(tmp_path):
    officer = make_officer()
    run, report = run_of(tmp_path, row(), row("Pils iela 2", owner='SIA "KR5"', status="iznomāts"), by=officer)
    assert report.added == 2
    undone = undo_run(run=run, by=officer)
    assert (undone.removed, undone.put_back, undone.kept) == (2, 0, [])
    for model in (Unit, Space, Vacancy, FieldVisit, ImportedRow, Owner):
        assert not model.objects.exists(), model
    assert {(line.history_type, line.history_change_reason, line.history_user) for line in Unit.history.all()} == {
        ("+", run.reason, officer), ("-", run.undo_reason, officer)}
    assert Vacancy.history.filter(history_type="-", history_change_reason=run.undo_reason).count() == 1
    assert Owner.history.filter(history_type="-", history_change_reason=run.undo_reason).count() == 2
    run.refresh_from_db()
    assert (run.state, run.undone_by) == (ImportState.UNDONE, officer)
    assert run.undone_at


def test_after_undoing_the_same_file_imports_as_it_did_at_first(tmp_path):
    rows = row(), row("Pils iela 2", owner='SIA "KR5"', status="iznomāts")
    run, first = run_of(tmp_path, *rows)
    before = without_versions((dump(),))
    undo_run(run=run, by=None)
    _, again = run_of(tmp_path, *rows)
    assert numbers(again) == numbers(first) == (2, 0, 0, 0)
    assert without_versions((dump(),)) == before


def test_what_was_changed_is_put_back_with_vacancy_visit_owner_and_what_the_register_had_said(tmp_path):
    import_file(register(tmp_path, row(), row("Pils iela 2", status="iznomāts"), row("Pils iela 3")))
    before = stored()
    run, report = run_of(tmp_path, row(area="30", owner='SIA "KR5"', status="iznomāts"), row("Pils iela 2"),
                         row("Pils iela 3", since="01.03.2024."))
    assert numbers(report) == (0, 3, 0, 0)
    assert without_versions(stored()) != without_versions(before)
    undone = undo_run(run=run, by=None)
    assert (undone.removed, undone.put_back, undone.kept) == (0, 3, [])
    assert without_versions(stored()) == without_versions(before)
    assert Unit.history.filter(history_change_reason=run.undo_reason).count() == 1


def test_a_second_undo_and_the_undo_of_an_import_that_did_nothing_are_harmless(tmp_path):
    run, _ = run_of(tmp_path, row())
    undo_run(run=run, by=None)
    state, moment = stored(), ImportRun.objects.get().undone_at
    again = undo_run(run=run, by=None)
    assert (again.removed, again.put_back, again.kept) == (0, 0, [])
    assert (stored(), ImportRun.objects.get().undone_at) == (state, moment)


def test_an_import_that_has_not_been_carried_out_is_not_undone():
    run = ImportRun.objects.create(key=uuid4().hex, state=ImportState.APPLYING)
    with pytest.raises(Refused) as refused:
        undo_run(run=run, by=None)
    assert refused.value.codes == ["not_applied"]


@pytest.mark.parametrize("touch", ["photo", "visit", "edit", "vacancy", "space"])
def test_an_added_unit_that_somebody_has_touched_stays_whole_and_is_named(tmp_path, touch):
    run, _ = run_of(tmp_path, row(), row("Pils iela 2"))
    unit, officer = Unit.objects.get(address="Pils iela 1"), make_officer()
    {"photo": lambda: Photo.objects.create(unit=unit, key="k", sha256="s", width=1, height=1),
     "visit": lambda: record_visit(unit=unit, seen=Seen.EMPTY, seen_on=date(2026, 11, 20), by=officer),
     "edit": lambda: change_unit(unit=unit, version=unit.version, by=officer, name="Kalēja veikals"),
     "vacancy": lambda: change_vacancy(vacancy=unit.vacancies.get(), by=officer, previous_use="apavi"),
     "space": lambda: Space.objects.create(unit=unit, name="Plaukts")}[touch]()
    undone = undo_run(run=run, by=officer)
    assert (undone.removed, undone.put_back) == (1, 0)
    assert [(kept.unit, kept.why) for kept in undone.kept] == [
        (unit, WhyKept.EDITED if touch in ("edit", "vacancy") else WhyKept.IN_USE)]
    assert undone.kept[0].message
    unit = Unit.objects.get()
    assert (unit.vacancies.count(), unit.imported_row.run) == (1, run)
    assert Owner.objects.count() == 1


def test_a_field_that_somebody_changed_since_stays_and_is_named_and_the_rest_goes_back(tmp_path):
    import_file(register(tmp_path, row(area="20", rent="100")))
    run, _ = run_of(tmp_path, row(area="30", rent="120"))
    unit = Unit.objects.get()
    change_unit(unit=unit, version=unit.version, by=make_officer(), floor_area_m2="31.50")
    undone = undo_run(run=run, by=None)
    assert (undone.removed, undone.put_back, len(undone.kept)) == (0, 0, 1)
    assert undone.kept[0].what == (Unit._meta.get_field("floor_area_m2").verbose_name,)
    unit.refresh_from_db()
    assert (float(unit.floor_area_m2), unit.asking_rent_cents) == (31.5, 10000)
    assert unit.imported_row.values["floor_area_m2"] == "20.00"


def test_a_vacancy_that_somebody_changed_since_stays_and_is_named(tmp_path):
    import_file(register(tmp_path, row(status="iznomāts")))
    run, _ = run_of(tmp_path, row())
    change_vacancy(vacancy=Vacancy.objects.get(), by=make_officer(), previous_use="apavi")
    undone = undo_run(run=run, by=None)
    assert (undone.put_back, [kept.what for kept in undone.kept]) == (0, [(Vacancy._meta.verbose_name,)])
    assert Vacancy.objects.get().previous_use == "apavi"


def test_a_vacancy_is_not_opened_again_over_one_that_came_since(tmp_path):
    import_file(register(tmp_path, row(since="01.02.2024.")))
    run, _ = run_of(tmp_path, row(status="iznomāts"))
    Vacancy.objects.create(unit=Unit.objects.get(), starts_on=date(2027, 1, 1))
    undone = undo_run(run=run, by=None)
    assert [kept.what for kept in undone.kept] == [(Vacancy._meta.verbose_name,)]
    assert Vacancy.objects.filter(ends_on=None).count() == 1


def test_a_run_that_writes_twice_goes_back_to_what_was_before_the_first_time(tmp_path):
    import_file(register(tmp_path, row(area="10", rent="100", status="iznomāts")))
    before = without_versions(stored())
    run, _ = run_of(tmp_path, row(area="20", rent="100"))
    run, report = run_of(tmp_path, row(area="30", rent="110", owner='SIA "KR5"', since="2023"), run=run)
    assert numbers(report) == (0, 1, 0, 0)
    undone = undo_run(run=run, by=None)
    assert (undone.put_back, undone.kept) == (1, [])
    assert without_versions(stored()) == before


def test_what_a_register_announced_and_then_says_is_in_use_never_began_and_comes_back_with_the_undoing(tmp_path):
    import_file(register(tmp_path, row(since="01.04.2027.")))
    announced = Vacancy.objects.get()
    before = without_versions(stored())
    run, report = run_of(tmp_path, row(status="iznomāts", since=""))
    assert (numbers(report), Vacancy.objects.count()) == ((0, 1, 0, 0), 0)
    gone = Vacancy.history.first()
    assert (gone.id, gone.history_type, gone.history_change_reason) == (announced.pk, "-", run.reason)
    assert (undo_run(run=run, by=None).kept, Vacancy.objects.get().pk) == ([], announced.pk)
    assert without_versions(stored()) == before


def test_a_withdrawn_vacancy_does_not_come_back_over_one_that_was_entered_since(tmp_path):
    import_file(register(tmp_path, row(since="01.04.2027.")))
    run, _report = run_of(tmp_path, row(status="iznomāts", since=""))
    entered = add_vacancy(unit=Unit.objects.get(), starts_on=date(2027, 3, 1), by=make_officer())
    assert [kept.parts for kept in undo_run(run=run, by=None).kept] == [("vacancy",)]
    assert Vacancy.objects.get() == entered


def test_half_a_point_is_never_put_back(tmp_path):
    headings = ["Adrese", "Platums", "Garums"]
    import_file(register(tmp_path, ["Pils iela 1", "57.1", "27.1"], headings=headings))
    run, _ = run_of(tmp_path, ["Pils iela 1", "57.2", "27.2"], headings=headings)
    Unit.objects.update(latitude=57.3)
    undone = undo_run(run=run, by=None)
    assert len(undone.kept) == 1
    unit = Unit.objects.get()
    assert (unit.latitude, unit.longitude) == (57.3, 27.2)


def test_a_unit_made_by_hand_and_completed_by_the_import_is_as_it_was_and_known_to_no_file(tmp_path):
    unit = new_unit(name="veikals", address_typed="Pils iela 1", asking_rent_cents=5000)
    run, report = run_of(tmp_path, row())
    assert numbers(report) == (0, 1, 0, 0)
    undone = undo_run(run=run, by=None)
    unit.refresh_from_db()
    assert (undone.put_back, unit.floor_area_m2, unit.owner, unit.asking_rent_cents) == (1, None, None, 5000)
    assert not ImportedRow.objects.exists()
    assert not unit.vacancies.exists()
    assert not Owner.objects.exists()


def test_a_later_import_holds_the_earlier_one_until_it_is_undone_itself(tmp_path):
    first, _ = run_of(tmp_path, row(area="20"), row("Pils iela 2"))
    second, _ = run_of(tmp_path, row(area="30"), row("Pils iela 2"))
    undone = undo_run(run=second, by=None)
    assert (undone.put_back, undone.kept) == (1, [])
    undone = undo_run(run=first, by=None)
    assert (undone.removed, undone.kept) == (2, [])


def test_the_earlier_import_names_the_units_that_a_later_one_changed(tmp_path):
    first, _ = run_of(tmp_path, row(area="20"), row("Pils iela 2"))
    run_of(tmp_path, row(area="30"), row("Pils iela 2"))
    import_file(register(tmp_path, row(area="40"), row("Pils iela 2")))
    undone = undo_run(run=first, by=None)
    assert (undone.removed, [kept.why for kept in undone.kept]) == (1, [WhyKept.IMPORTED_AGAIN])


def test_a_number_that_another_unit_has_now_is_not_put_back(tmp_path):
    headings = ["Reģistra Nr.", "Adrese", "Telpas"]
    import_file(register(tmp_path, ["R-1", "Pils iela 1", "veikals"], headings=headings))
    Unit.objects.update(own_number="R-7")
    ImportedRow.objects.update(values={**ImportedRow.objects.get().values, "own_number": "R-7"})
    run, report = run_of(tmp_path, ["R-1", "Pils iela 1", "veikals"], headings=headings)
    assert report.changed == 1
    new_unit(name="cits", address_typed="Pils iela 9", own_number="R-7")
    undone = undo_run(run=run, by=None)
    assert [kept.what for kept in undone.kept] == [(Unit._meta.get_field("own_number").verbose_name,)]


def test_a_run_that_was_stopped_goes_on_with_the_account_of_the_whole_file(tmp_path, monkeypatch):
    rows = [row(f"Pils iela {number}") for number in range(1, 8)]
    import_file(register(tmp_path, row("Pils iela 1", area="10"), row("Pils iela 2")))
    monkeypatch.setattr("vacancies.imports.apply.BATCH", 3)
    run = ImportRun.objects.create(key=uuid4().hex, state=ImportState.APPLYING)

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(plan_of(register(tmp_path, *rows)), run=run, on_progress=stop)
    assert Unit.objects.count() == 3
    _, report = run_of(tmp_path, *rows, run=run)
    assert numbers(report) == (5, 1, 1, 0)
    undone = undo_run(run=run, by=None)
    assert (undone.removed, undone.put_back, undone.kept) == (5, 1, [])


class Killed(BaseException):
    pass


def test_an_undoing_that_was_stopped_between_two_pieces_says_so_and_goes_on_to_the_account_of_all_of_it(tmp_path, monkeypatch):
    import_file(register(tmp_path, row("Pils iela 1", area="10"), row("Pils iela 2", area="10")))
    before = without_versions(stored())
    run, report = run_of(tmp_path, *[row(f"Pils iela {number}") for number in range(1, 8)])
    assert numbers(report) == (5, 2, 0, 0)
    monkeypatch.setattr("vacancies.imports.undo.BATCH", 2)
    pieces, batch = [], undo._undo_batch

    def killed_in_the_third(*arguments):
        pieces.append(batch(*arguments))
        if len(pieces) == 3:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(undo, "_undo_batch", killed_in_the_third)
        with pytest.raises(Killed):
            undo_run(run=run, by=None)
    run.refresh_from_db()
    assert (run.state, run.report["undone"]["removed"], run.report["undone"]["put_back"]) == (ImportState.UNDOING, 2, 2)
    assert Unit.objects.count() == 5, "the piece in which it was killed is as it was"
    assert (is_at_work(run), begin_undoing(run=run, by=None), begin_photos(run=run, file=None, by=None)) == (True, False, False)
    undone = undo_run(run=run, by=None)
    assert (undone.removed, undone.put_back, run.state) == (3, 0, ImportState.UNDONE)
    assert {part: run.report["undone"][part] for part in ("removed", "put_back", "kept_total")} == {
        "removed": 5, "put_back": 2, "kept_total": 0}
    assert without_versions(stored()) == before
    assert not is_at_work(run)


def test_two_who_go_on_with_an_undoing_at_once_count_nothing_twice(tmp_path, monkeypatch):
    run, _ = run_of(tmp_path, *[row(f"Pils iela {number}") for number in range(1, 6)])
    monkeypatch.setattr("vacancies.imports.undo.BATCH", 2)
    undo_next = undo._undo_next

    def taking_turns(*arguments):
        return undo_next(*arguments) and (undo_next(arguments[0], arguments[1], None, undo.Undone(), arguments[4]) or True)

    monkeypatch.setattr(undo, "_undo_next", taking_turns)
    undo_run(run=run, by=None)
    assert (run.state, run.report["undone"]["removed"], Unit.objects.count()) == (ImportState.UNDONE, 5, 0)


def test_a_piece_that_took_long_makes_the_next_one_smaller_and_a_quick_one_larger_within_bounds():
    assert [undo.next_size(size, seconds) for size, seconds in ((500, 1.0), (250, 0.25), (500, 0.1), (100, 20.0), (500, 0.0))] == [
        250, 500, 500, 50, 500]


def test_whatever_time_the_pieces_take_each_row_is_undone_once(tmp_path, monkeypatch):
    run, _ = run_of(tmp_path, *[row(f"Pils iela {number}") for number in range(1, 8)])
    sizes, undo_next = [], undo._undo_next
    monkeypatch.setattr(undo, "BATCH", 3)
    monkeypatch.setattr(undo, "FEWEST", 1)
    monkeypatch.setattr(undo, "next_size", lambda size, _seconds: size - 1 or 3)

    def noted(*arguments):
        sizes.append(arguments[4])
        return undo_next(*arguments)

    monkeypatch.setattr(undo, "_undo_next", noted)
    undo_run(run=run, by=None)
    assert sizes == [3, 2, 1, 3, 2]
    assert (run.state, run.report["undone"]["removed"], Unit.objects.count()) == (ImportState.UNDONE, 7, 0)


CELLS = [st.sampled_from(["R-1", "R-2", "R-3", ""]), st.sampled_from(["Pils iela 1", "Pils iela 2", "Skolas iela 3"]),
         st.sampled_from(["veikals", "bodīte", ""]), st.sampled_from(["20", "30,5", ""]),
         st.sampled_from(["pašvaldība", 'SIA "KR5"', "privātpersona", ""]),
         st.sampled_from(["brīvs", "iznomāts", "sezonas", ""]),
         st.sampled_from(["01.02.2024.", "2023", "01.05.2027.", "30.02.2024", ""]), st.sampled_from(["100", "120", ""]),
         st.sampled_from(["piezīme", ""]), st.sampled_from(["57.4", "57.5", ""]), st.sampled_from(["27.0", "27.1", ""])]
FILE = st.lists(st.tuples(*CELLS).map(list), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(earlier=FILE, later=FILE, last=FILE, edited=st.booleans())
def test_every_row_of_the_import_is_accounted_for_and_the_last_one_undone_leaves_what_was_before(
        db, earlier, later, last, edited):
    for model in (ImportedRow, FieldVisit, Vacancy, Space, Unit, Owner, ImportRun):
        model.objects.all().delete()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        import_file(register(folder, *earlier, headings=NUMBERED))
        before = without_versions(stored())
        one, first = run_of(folder, *later, headings=NUMBERED)
        between = without_versions(stored())
        two, second = run_of(folder, *last, headings=NUMBERED)
    if edited and (unit := Unit.objects.first()):
        change_unit(unit=unit, version=unit.version, by=make_officer(email=f"{uuid4().hex}@example.org"), name="Citādi")
    undone = undo_run(run=two, by=None)
    assert undone.removed + undone.put_back + len(undone.kept) == second.added + second.changed
    if not edited:
        assert undone.kept == []
        assert without_versions(stored()) == between
    undone = undo_run(run=one, by=None)
    assert undone.removed + undone.put_back + len(undone.kept) == first.added + first.changed
    if not edited:
        assert undone.kept == []
        assert without_versions(stored()) == before
