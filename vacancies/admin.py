"""The register, for repair by superusers only. The pages under /staff/ keep the rules; here a slip can be put right."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from vacancies.forms.lines import LineField
from vacancies.lifecycle.photos import remove_photo
from vacancies.lifecycle.register import fill_derived
from vacancies.models import ClosedPeriod, FieldVisit, Owner, PermittedActivity, Photo, Shop, Space, Unit, Vacancy


class ForRepair(SimpleHistoryAdmin):
    """Rows are made by the pages and by the import, and nothing that has a history is deleted."""

    actions = None
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """No name that shows nothing by this door either."""
        if type(db_field) is models.CharField and not db_field.choices:
            kwargs["form_class"] = LineField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PermittedActivityInline(admin.TabularInline):
    model = PermittedActivity
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Unit)
class UnitAdmin(ForRepair):
    inlines = (PermittedActivityInline,)
    list_display = ("reference", "name", "address", "record_state", "published_at")
    list_filter = ("record_state", "utilities_payer")
    search_fields = ("reference", "name", "address", "own_number")
    raw_id_fields = ("owner",)
    readonly_fields = ("reference", "address", "street", "record_state", "published_at", "published_by", "version", "created_at")

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """What follows from the address stays true, and whoever has the unit open in an edit page is told."""
        fill_derived(obj)
        obj.version += 1
        super().save_model(request, obj, form, change)


@admin.register(Owner)
class OwnerAdmin(ForRepair):
    list_display = ("name", "kind", "contact_name")
    list_filter = ("kind",)
    search_fields = ("name", "contact_name", "email")


@admin.register(Shop)
class ShopAdmin(ForRepair):
    list_display = ("reference", "name", "kind", "address", "is_listed")
    list_filter = ("kind", "is_listed")
    search_fields = ("reference", "name", "address")
    raw_id_fields = ("unit",)
    readonly_fields = ("reference",)
    formfield_overrides: ClassVar[dict] = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Vacancy)
class VacancyAdmin(ForRepair):
    list_display = ("unit", "starts_on", "ends_on", "previous_use")
    list_select_related = ("unit",)
    search_fields = ("unit__reference", "unit__name")
    readonly_fields = ("unit",)


@admin.register(ClosedPeriod)
class ClosedPeriodAdmin(ForRepair):
    list_display = ("unit", "reason", "starts_on", "ends_on")
    list_filter = ("reason",)
    list_select_related = ("unit",)
    readonly_fields = ("unit",)


class WithoutHistory(ForRepair):
    """Rows that keep no history of their own: the admin's log has to do."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return admin.ModelAdmin.history_view(self, request, object_id, extra_context)


@admin.register(FieldVisit)
class FieldVisitAdmin(ForRepair):
    """Only the remark: what was seen, when and by whom is the proof."""

    list_display = ("unit", "seen_on", "seen", "source", "by")
    list_filter = ("seen", "source")
    list_select_related = ("unit", "by")
    readonly_fields = ("unit", "seen_on", "seen", "source", "by", "recorded_at")


@admin.register(Space)
class SpaceAdmin(WithoutHistory):
    list_display = ("unit", "kind", "name", "position", "retired_on")
    list_filter = ("kind",)
    list_select_related = ("unit",)
    search_fields = ("unit__reference", "unit__name", "name")
    readonly_fields = ("unit", "kind", "retired_on")


@admin.register(Photo)
class PhotoAdmin(ForRepair):
    list_display = ("key", "unit", "alt_text", "position", "released_at")
    list_select_related = ("unit",)
    search_fields = ("unit__reference", "unit__name", "alt_text")
    readonly_fields = ("unit", "key", "width", "height", "sha256", "added_at", "added_by", "released_at", "released_by",
                       "blurred_at", "removed_at", "removed_by")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def delete_model(self, request: HttpRequest, obj: Photo) -> None:
        """Into the bin, from which it can be taken back on the page of the unit."""
        remove_photo(photo=obj, by=request.user)
