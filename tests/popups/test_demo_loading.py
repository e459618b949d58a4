"""When the demonstration town may be loaded, that it is always the same, and what a failure leaves behind."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.utils.translation import override

from popups.demo.hasher import DemoPasswordHasher
from popups.demo.mail import EmailBackend
from popups.demo.pictures import Shot, drawn
from popups.demo.places import PLACES
from popups.demo.town import PASSWORD, load
from popups.models import Applicant, Event, Letter, Plan, User
from tests.make import make_unit
from vacancies.imports import stored_files
from vacancies.models import Merge, Photo, Space, Unit
from vacancies.photos import PhotoProblem
from vacancies.problem import Refused
from vacancies.references import predictable, random_reference

TODAY = date(2026, 11, 22)
LEAP_DAY = date(2024, 2, 29)
pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.IS_DEMO = True
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["popups.demo.hasher.DemoPasswordHasher", *settings.PASSWORD_HASHERS]
    return settings


def everything():
    """All rows of both apps without their primary keys; a relation is the place of its target in the order of keys."""
    ranks = {}
    tables = [model for label in ("vacancies", "popups", "account") for model in apps.get_app_config(label).get_models()]
    for model in tables:
        keys = model._base_manager.order_by("pk").values_list("pk", flat=True)
        ranks[model] = {key: rank for rank, key in enumerate(keys)}
    return {model._meta.label: [_row(row, ranks) for row in model._base_manager.order_by("pk")] for model in tables}


def _row(row, ranks):
    told = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.ForeignKey):
            value = ranks.get(field.related_model, {}).get(value)
        if not field.primary_key and not (field.name == "id" and hasattr(row, "history_date")):
            told[field.name] = value
    if isinstance(row, Letter):
        told |= {name: re.sub(r"/link-\d+/", "/link/", told[name]) for name in ("text", "html")}  # its primary key
        told["key"] = re.sub(r"(?<=:)\d+(?=:|$)", "", told["key"])  # primary keys too
    if isinstance(row, Plan):
        told["places"] = {name: [ranks[Space][key] for key in keys] for name, keys in told["places"].items()}
    return _without_keys(told, ranks) if isinstance(row, Merge) else told


def _without_keys(told, ranks):
    """A merge names the rows that followed by their primary keys, which a database hands out as it likes."""
    ranked = {label: [ranks[apps.get_model(label)][key] for key in keys] for label, keys in told["moved"].items()}
    rows = {label: [ranks[apps.get_model(label)][int(key)] for key in by_key] for label, by_key in told["before"]["rows"].items()}
    spaces = [ranks[Space][key] for key in told["before"]["in_use"]]
    return told | {"moved": ranked, "before": told["before"] | {"rows": rows, "in_use": spaces}}


def test_any_day_can_be_today_the_same_seed_gives_the_same_town_and_no_letter_leaves(demonstration, django_capture_on_commit_callbacks):
    towns = []
    for _time in range(2):
        with transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True) as callbacks:
                assert load(seed=7, today=LEAP_DAY, has_pictures=False)[Unit] >= 46
                towns.append(everything())
            assert len(callbacks) > 200, "the letters that leave at once"
            assert Letter.objects.count() > 200
            assert mail.outbox == []
            transaction.set_rollback(True)
    for table, rows in towns[0].items():
        assert rows == towns[1][table], table
    assert len(stored_files.all_kept()) == len(towns[0]["vacancies.ImportRun"]) == 2, "the files of the first time lay there still"


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 11, 25)], ids=["tuesday", "wednesday"])
def test_the_town_can_be_loaded_on_days_close_before_the_evenings_of_saturday(demonstration, today):
    """Evenings lie on weekdays and are asked for so long before; whoever plays applied so many days before today."""
    load(seed=7, today=today, has_pictures=False)
    assert Event.objects.filter(title="Danču stunda").count() == 1


def test_another_seed_gives_other_references():
    drawn_with = {}
    for seed in (7, 8):
        with predictable(seed):
            drawn_with[seed] = [random_reference("U") for _ in range(5)]
    assert drawn_with[7] != drawn_with[8]


def test_the_same_seed_gives_the_same_picture():
    shot = Shot(None, PLACES[0], 3, "open", "Ezera māls", "", True)
    assert drawn(shot) == drawn(shot)


def test_without_the_word_that_it_is_a_demonstration_nothing_is_loaded(demonstration):
    demonstration.IS_DEMO = False
    with pytest.raises(Refused) as refused:
        load(seed=7, today=TODAY)
    assert refused.value.codes == ["not_a_demonstration"]
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not User.objects.exists()


def test_a_register_with_units_is_left_alone(demonstration, capsys):
    make_unit()
    with pytest.raises(Refused) as refused:
        load(seed=7, today=TODAY)
    assert refused.value.codes == ["not_empty"]
    with pytest.raises(CommandError):
        call_command("load_demo")
    call_command("load_demo", "--if-empty")
    assert capsys.readouterr().out.strip()
    assert Unit.objects.count() == 1
    assert not Applicant.objects.exists()


def test_the_terminal_is_spoken_to_in_one_language_whatever_the_town_speaks(demonstration, capsys):
    make_unit()
    said = set()
    for language in ("lv", "en"):
        with override(language):
            call_command("load_demo", "--if-empty")
        said.add(capsys.readouterr().out)
    assert len(said) == 1


def test_a_picture_that_cannot_be_stored_takes_the_whole_town_back(demonstration):
    demonstration.MEDIA_ROOT.mkdir()
    (demonstration.MEDIA_ROOT / "photos").write_text("a file where the folder should be")
    with pytest.raises(PhotoProblem):
        load(seed=7, today=TODAY)
    assert not Unit.objects.exists()
    assert not Photo.objects.exists()
    assert not User.objects.exists()
    assert stored_files.all_kept() == []


def test_there_are_no_log_ins_where_the_town_is_not_loaded(demonstration):
    with pytest.raises(CommandError):
        call_command("demo_logins")


def test_a_demonstration_password_opens_nothing_elsewhere(demonstration):
    user = User(email="officer@example.org")
    user.password = make_password(PASSWORD, hasher=DemoPasswordHasher())
    assert user.check_password(PASSWORD)
    demonstration.PASSWORD_HASHERS = demonstration.PASSWORD_HASHERS[1:]
    assert not user.check_password(PASSWORD)


def test_a_letter_of_the_demonstration_is_shown_in_words_where_the_server_runs(capsys):
    message = EmailMessage("Jūsu kods", "Ievadiet 123456, Ķekava", None, ["ilze@example.org"])
    assert EmailBackend().send_messages([message]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    for words in ("Jūsu kods", "Ievadiet 123456, Ķekava", "ilze@example.org"):
        assert words in said.err


def test_the_log_ins_are_told_only_in_a_demonstration(settings):
    settings.IS_DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_logins")
