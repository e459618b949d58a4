"""The fields that a model has itself, for whoever knows one by name: never the far end of a relation of another model."""

from django.db import models


def field_of(model: type[models.Model], name: str) -> models.Field:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{model.__name__}.{name} is no field of its own")
    return field
