"""Units to be merged, and the whole of what the two apps hold, to see that nothing is lost."""

from django.apps import apps

from tests.make import make_unit
from vacancies.models import Photo
from vacancies.references import random_key


def plain(**fields):
    return make_unit(**{"is_vacant": False, "is_published": False} | fields)


def photo_of(unit, sha256="", **fields):
    return Photo.objects.create(unit=unit, key=random_key(), width=4, height=3, sha256=sha256 or random_key() * 2, **fields)


def everything():
    """Every row of both apps by its key, without people, history and the merges themselves."""
    tables = [model for label in ("vacancies", "popups") for model in apps.get_app_config(label).get_models(include_auto_created=True)
              if not model.__name__.startswith("Historical") and model.__name__ not in ("History", "Merge", "User")]
    return {model._meta.label: {row.pk: said(row) for row in model._base_manager.all()} for model in tables}


def said(row):
    """The count of saves only ever goes up, so that an edit page that was open is told."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "version"}
