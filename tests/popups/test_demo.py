"""The demonstration town as a whole: everything occurs, nothing is real, and it lies in the year before today."""

import re
from datetime import date, timedelta
from io import StringIO
from itertools import combinations

import pytest
from allauth.account.models import EmailAddress
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.db.models.functions import ExtractIsoWeekDay
from django.test import override_settings
from django.utils import timezone

from popups import choices
from popups.demo.town import PASSWORD, STAFF
from popups.kinds import ApplicantKind
from popups.models import (
    Applicant,
    Application,
    Call,
    CoApplicant,
    Comment,
    Conflict,
    Event,
    History,
    Letter,
    Look,
    Message,
    Objection,
    Occupancy,
    Offer,
    Paper,
    Review,
    Tenancy,
    User,
)
from popups.papers import ASICE, JPEG, PDF, paper_problems, read_type
from popups.reports.occupancy import with_occupancy
from popups.reports.owner_board import board
from popups.reports.pipeline import pipeline
from popups.reports.scores import score_of
from popups.reports.stages import with_stage
from popups.rules.retention import ERASED, ERASED_HOST
from popups.rules.stage import StageCode
from tests.make import at
from vacancies import choices as place_choices
from vacancies.imports import stored_files
from vacancies.models import (
    ClosedPeriod,
    Contact,
    FieldVisit,
    ImportedRow,
    ImportRun,
    ImportSource,
    Owner,
    Photo,
    Report,
    Shop,
    Space,
    Talk,
    Unit,
    Vacancy,
)
from vacancies.photos import stored_names
from vacancies.reports.duplicates import LIKELY, candidate_pairs
from vacancies.reports.owners import people

TODAY = date(2026, 11, 22)
FRIDAY = 5
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town"), pytest.mark.xdist_group("the demonstration"),
              pytest.mark.time_machine(at(TODAY, 12))]  # its calls open and close by the clock
HASHERS = ["popups.demo.hasher.DemoPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for the whole file, and taken back after it. Gives what the command said."""
    media, said = tmp_path_factory.mktemp("media"), (StringIO(), StringIO())
    with django_db_blocker.unblock(), override_settings(IS_DEMO=True, MEDIA_ROOT=media, PASSWORD_HASHERS=HASHERS):
        with transaction.atomic():
            call_command("load_demo", "--seed", "7", "--today", TODAY.isoformat(), stdout=said[0], stderr=said[1])
            yield tuple(stream.getvalue() for stream in said)
            transaction.set_rollback(True)


def occurring(rows, field):
    return set(rows.values_list(field, flat=True))


def test_it_is_as_large_as_a_small_town():
    assert Unit.objects.count() >= 46
    assert Applicant.objects.count() == 183
    assert Shop.objects.count() == 12
    assert Tenancy.objects.count() > 35
    assert Photo.objects.count() >= 40


def test_the_command_says_what_there_is_and_nothing_else(town):
    out, err = town
    assert out.count("\n") == 1
    assert f"{Unit.objects.count()} " in out
    assert err == ""


def test_the_log_ins_that_are_told_are_there(capsys):
    call_command("demo_logins")
    said = capsys.readouterr().out
    assert PASSWORD in said
    addresses = [word for word in said.split() if word.endswith("@example.org")]
    assert len(addresses) == len(STAFF) + len(ApplicantKind)
    assert User.objects.filter(email__in=addresses).count() == len(addresses)


def test_staff_sign_in_with_the_password_and_applicants_have_none():
    staff = User.objects.exclude(role="")
    assert {user.email.split("@")[0] for user in staff} == {name for name, *_rest in STAFF}
    assert all(user.check_password(PASSWORD) for user in staff)
    assert not any(user.has_usable_password() for user in User.objects.filter(role=""))
    assert not User.objects.filter(is_superuser=True).exclude(email="admin@example.org").exists()


@pytest.mark.parametrize(("model", "field", "members"), [
    (Application, "status", choices.ApplicationStatus), (Offer, "status", choices.OfferStatus),
    (Event, "status", choices.EventStatus), (Event, "kind", choices.EventKind), (Offer, "use", choices.Use),
    (Application, "where", choices.Where), (Applicant, "kind", ApplicantKind),
    (Unit, "record_state", place_choices.RecordState), (Unit, "funding_restriction", place_choices.FundingRestriction),
    (Owner, "kind", place_choices.OwnerKind), (Vacancy, "starts_precision", place_choices.Precision),
    (ClosedPeriod, "reason", place_choices.ClosedReason), (FieldVisit, "seen", place_choices.Seen),
    (FieldVisit, "source", place_choices.SeenBy), (Space, "kind", place_choices.SpaceKind),
    (Shop, "kind", place_choices.ShopKind), (User, "role", place_choices.Role), (History, "verb", choices.Verb)])
def test_every_member_occurs(model, field, members):
    assert occurring(model.objects, field) >= set(members.values)


def test_tenancies_ended_for_every_reason_and_some_have_not():
    assert occurring(Tenancy.objects, "end_reason") == {"", *choices.EndReason.values}


def test_some_stay_was_called_off_before_it_began():
    assert any(tenancy.never_began for tenancy in Tenancy.objects.all())


def test_every_use_and_every_stage_occurs_today():
    assert occurring(with_occupancy(Unit.objects.all(), TODAY), "occupancy") == set(place_choices.OccupancyState.values)
    assert occurring(with_stage(Application.objects.all(), TODAY), "stage") == set(StageCode.values)


def test_the_talks_with_owners_stand_in_every_stage_and_something_is_overdue():
    columns = board({}, TODAY)
    assert [column.stage for column in columns if not column.count] == []
    assert any(card.is_overdue for column in columns for card in column.cards)
    assert len(pipeline(TODAY).refusals) > 1
    assert people("", 1)[2], "two entries of one owner to merge"


def test_everything_said_with_owners_was_said_before_today():
    midnight = timezone.make_aware(timezone.datetime(TODAY.year, TODAY.month, TODAY.day))
    moments = [*Contact.objects.values_list("at", flat=True), *Talk.objects.values_list("changed_at", flat=True),
               *Talk.history.values_list("history_date", flat=True)]
    assert len(moments) > 20
    assert all(moment < midnight for moment in moments)


def test_the_owner_of_every_published_unit_had_agreed_before_in_words_of_their_own():
    published = Unit.objects.filter(published_at__isnull=False).select_related("talk").prefetch_related("contacts")
    assert {unit.talk.stage for unit in published} == {place_choices.OwnerStage.TERMS_AGREED}
    for unit in published:
        last = unit.contacts.all()[0]
        assert unit.created_at < last.at < unit.published_at
        assert unit.created_at < unit.talk.changed_at < unit.published_at
    assert len({unit.contacts.all()[0].text for unit in published}) > 12


def test_one_list_was_imported_with_its_account_and_one_waits_with_its_problems():
    done, waiting = ImportRun.objects.order_by("made_at")
    account, counted = done.report["applied"], waiting.report["counted"]
    counts = [account[name] for name in ("added", "changed", "unchanged", "refused")]
    assert (done.state, account["rows"], sum(counts)) == (place_choices.ImportState.APPLIED, 12, 12)
    assert all(counts)
    assert [code for code, _times in account["codes"]] == ["contradicting_row"]
    assert Unit.history.filter(history_change_reason=done.reason, history_type="+").count() == account["added"]
    assert waiting.state == place_choices.ImportState.CHOOSING
    assert {code for code, _times in counted["codes"]} == {"impossible_date", "number_range", "no_address"}
    assert Unit.objects.filter(reference__in=[one for twins in counted["likely"].values() for one in twins]).count() == 1
    assert all(stored_files.is_kept(run.key) for run in (done, waiting))


def test_there_are_past_current_and_upcoming_stays():
    assert Tenancy.objects.filter(end__lte=TODAY).count() > 10
    assert Tenancy.objects.on(TODAY).count() > 10
    assert Tenancy.objects.upcoming(TODAY).count() > 2


def test_an_offer_lapses_tomorrow():
    assert Offer.objects.open().filter(answer_by_on=TODAY + timedelta(days=1)).exists()
    assert not Offer.objects.lapsed(TODAY).exists()


def test_units_are_shared_by_several_tenants_at_once():
    running = Tenancy.objects.on(TODAY)
    most = max(running.filter(unit=unit).count() for unit in Unit.objects.all())
    assert most >= 3


def test_no_place_is_promised_twice():
    by_space = {}
    for row in Occupancy.objects.all():
        by_space.setdefault(row.space_id, []).append(row)
    pairs = [pair for rows in by_space.values() for pair in combinations(rows, 2)]
    assert pairs
    assert not [pair for pair in pairs if pair[0].start < pair[1].end and pair[1].start < pair[0].end]


@pytest.mark.parametrize("model", [Application, Offer, Tenancy, Occupancy, Event, Unit, Space, Shop, Photo, Vacancy, ClosedPeriod])
def test_every_row_keeps_its_constraints(model):
    for row in model.objects.all():
        row.validate_constraints()


def test_every_address_is_at_example_org_and_no_telephone_is_real():
    addresses = [*User.objects.values_list("email", flat=True), *EmailAddress.objects.values_list("email", flat=True),
                 *Letter.objects.values_list("to_email", flat=True), *Owner.objects.exclude(email="").values_list("email", flat=True)]
    assert len(addresses) > 300
    assert [address for address in addresses if not address.endswith(("@example.org", ERASED_HOST)) and address not in {"", ERASED}] == []
    phones = occurring(Applicant.objects, "phone") - {""}
    assert len(phones) > 10
    assert [phone for phone in phones if not phone.startswith("+371 0000 ")] == [], "no number there begins with 0"


def test_every_letter_counts_as_sent():
    assert Letter.objects.count() > 400
    assert not Letter.objects.filter(sent_at__isnull=True).exists()


def test_no_letter_closes_a_sentence_twice_behind_a_short_day():
    twice = re.compile(r"20[0-9]{2}\.\.(?!\.)")
    texts = list(Letter.objects.values_list("subject", "text"))
    assert any(re.search(r"20[0-9]{2}\.", text) for _subject, text in texts)
    assert [subject for subject, text in texts if twice.search(subject) or twice.search(text)] == []


def test_everything_happened_before_today():
    midnight = timezone.make_aware(timezone.datetime(TODAY.year, TODAY.month, TODAY.day))
    begin = midnight - timedelta(days=460)
    moments = {
        (model, field): moment
        for model, fields in {
            Application: ("created_at", "submitted_at", "decided_at", "updated_at"), Applicant: ("created_at",),
            Offer: ("made_at", "answered_at"), Tenancy: ("begun_at", "ended_at"), Event: ("created_at",), History: ("at",),
            Comment: ("at",), Letter: ("written_at", "sent_at", "next_try_at"), Photo: ("added_at", "released_at"),
            ImportRun: ("made_at", "touched_at", "applied_at"), ImportedRow: ("imported_at",), ImportSource: ("used_at",),
            Unit: ("created_at", "published_at"), FieldVisit: ("recorded_at",), User: ("date_joined",),
            Unit.history.model: ("history_date",), Shop.history.model: ("history_date",),
            Owner.history.model: ("history_date",), ClosedPeriod.history.model: ("history_date",)}.items()
        for field in fields
        for moment in model._base_manager.exclude(**{field: None}).values_list(field, flat=True)
        if not begin < moment < midnight}
    assert moments == {}


def test_history_is_told_in_the_order_in_which_it_happened():
    lines = list(History.objects.order_by("pk"))
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    for application in Application.objects.exclude(submitted_at=None):
        assert application.created_at <= application.submitted_at <= application.updated_at
    for offer in Offer.objects.exclude(answered_at=None).select_related("application"):
        assert offer.application.submitted_at < offer.made_at < offer.answered_at


def test_published_units_are_described_in_latvian_and_english_and_many_in_german():
    published = Unit.objects.filter(published_at__isnull=False)
    assert published.count() > 20
    assert not published.filter(public_text="").exists()
    assert not published.filter(public_text_en="").exists()
    assert published.exclude(public_text_de="").count() * 3 >= published.count()


def test_every_published_unit_has_a_released_photo_with_words():
    for unit in Unit.objects.filter(published_at__isnull=False):
        assert unit.photos.released().exists()
    assert not Photo.objects.released().filter(alt_text="").exists()
    assert Photo.objects.filter(released_at=None).exists()


def test_every_photo_has_its_three_files():
    waiting = Report.objects.exclude(photo_key="").values_list("photo_key", flat=True)
    names = [name for key in (*Photo.objects.values_list("key", flat=True), *waiting) for name in stored_names(key)]
    assert all(default_storage.exists(name) for name in names)
    assert len(default_storage.listdir("photos")[1]) == len(names)


def test_units_lie_in_the_town():
    for unit in Unit.objects.all():
        assert 57.41 < unit.latitude < 57.44
        assert 27.02 < unit.longitude < 27.08
    assert len({(unit.latitude, unit.longitude) for unit in Unit.objects.all()}) == Unit.objects.count()


def test_friday_evenings_are_played_over_the_tenancy_of_the_building_by_the_lake():
    alja = Unit.objects.get(funding_restriction=place_choices.FundingRestriction.BUSINESSES)
    events = Event.objects.filter(unit=alja, kind=choices.EventKind.PERFORMANCE, tenancy__isnull=False)
    assert events.annotate(weekday=ExtractIsoWeekDay("starts_at")).filter(weekday=FRIDAY).count() > 6
    assert Tenancy.objects.on(TODAY).get(unit=alja).applicant.spec.is_business


def test_two_musicians_ask_only_to_perform_and_one_of_them_is_on_the_shortlist():
    sent = [application for application in Application.objects.exclude(status="draft").select_related("applicant") if application.only_performs]
    assert sorted(application.status for application in sent) == ["shortlisted", "submitted"]
    assert {(application.shortest_days, application.budget_cents) for application in sent} == {(None, None)}


def test_residents_have_reported_shops_and_one_place_stands_there_twice():
    assert occurring(Report.objects, "state") == set(place_choices.ReportState) - {place_choices.ReportState.NEW_UNIT}
    report = Report.objects.exclude(photo_key="").get()
    assert report.has_own_photo
    assert all(default_storage.exists(name) for name in stored_names(report.photo_key))
    pair = candidate_pairs()[0]
    assert pair.rank <= LIKELY
    assert set(Unit.objects.filter(pk__in=[pair.first, pair.second]).values_list("address", flat=True)) == {"Pils iela 9"}


def test_there_is_a_call_in_every_state_that_people_meet():
    assert {call.state for call in Call.objects.all()} == {choices.CallState.SENT, choices.CallState.CLOSED, choices.CallState.OPEN, choices.CallState.ANNOUNCED}


def test_the_large_call_is_read_by_five_and_half_decided_and_nobody_has_been_told():
    call = Call.objects.get(is_blind=True)
    sent = Application.objects.sent().filter(call=call)
    assert sent.count() == 120
    assert len(occurring(Review.objects.filter(application__call=call), "reviewer")) == 5
    scored = score_of(call).values()
    assert any(row.is_disputed for row in scored) and any(row.abstentions for row in scored)
    assert Review.objects.filter(application__call=call, submitted_at=None).exists() and Conflict.objects.filter(application__call=call).exists()
    assert set(Review.objects.values_list("application", "reviewer")) <= set(Look.objects.values_list("application", "by")), "who scored has read it"
    assert occurring(call.decisions, "outcome") == set(choices.Outcome.values)
    assert 0 < call.decisions.count() < 120 and not call.decisions.exclude(told_at=None).exists()
    asked = call.consultations.get()
    assert asked.state is choices.ConsultationState.DONE
    assert len({option.text.partition(". ")[2] for option in asked.options.all()}) > 10, "the group can tell them apart"


def test_the_call_of_last_year_has_its_reserve_list_and_an_answered_objection():
    call = Call.objects.get(results_sent_at__isnull=False)
    assert not call.decisions.filter(told_at=None).exists()
    assert Objection.objects.get(application__call=call).outcome == choices.ObjectionOutcome.CHANGED
    assert sorted(call.decisions.filter(outcome=choices.Outcome.RESERVE).values_list("reserve_position", flat=True)) == [1, 2]


def test_some_of_last_years_call_went_all_the_way_from_application_to_stay():
    call = Call.objects.get(results_sent_at__isnull=False)
    stays = Tenancy.objects.filter(offer__application__call=call)
    assert stays.on(TODAY).exists()
    assert stays.filter(end__lte=TODAY).exists()
    assert occurring(Offer.objects.filter(application__call=call), "status") == set(choices.OfferStatus.values)
    for stay in stays.select_related("offer__application__decision"):
        decision = stay.offer.application.decision
        assert decision.outcome == choices.Outcome.PLACE
        assert decision.told_at < stay.offer.made_at
        assert stay.offer.application.reviews.exclude(submitted_at=None).exists()


def test_applications_of_calls_carry_papers_of_every_sort_with_their_files():
    papers = Paper.objects.filter(application__call__isnull=False)
    assert occurring(papers, "content_type") >= {PDF.content_type, JPEG.content_type, ASICE.content_type}
    for paper in papers:
        with default_storage.open(paper.stored_name) as stored:
            assert paper_problems(stored) == []
            assert read_type(stored).content_type == paper.content_type
    assert len(default_storage.listdir("papers")[1]) == Paper.objects.count()


def test_in_the_open_call_somebody_is_asked_for_changes_two_apply_together_and_the_office_has_answered():
    sent = Application.objects.filter(call__in=[call for call in Call.objects.all() if call.state.takes_applications])
    assert sent.filter(status=choices.ApplicationStatus.CHANGES_REQUESTED).exclude(changes_note="").exists()
    assert occurring(CoApplicant.objects.filter(application__in=sent), "is_willing") == {True, None}
    assert occurring(Message.objects.filter(application__in=sent), "is_from_office") == {True, False}
