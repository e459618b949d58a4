"""For repair, by superusers only. Status, references and what happened are shown, never edited; use the pages for that."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from popups.models import (
    Applicant,
    Application,
    Comment,
    Event,
    History,
    Letter,
    Occupancy,
    Offer,
    Paper,
    Tenancy,
    User,
    Wish,
)

Fields = tuple[str, ...]


class ForRepair(admin.ModelAdmin):
    """No bulk action, so that nothing disappears by one wrong tick; lists never count or join per row."""

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
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class OnlyCorrected(ForRepair):
    """Rows that only the product makes and ends: text in them can be put right, nothing is added or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OnlyRead(OnlyCorrected):
    """Rows that are the proof of what happened, or the promise itself."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _stands_in_history(person: User) -> bool:
    """One query for each kind of row that keeps its history."""
    lines = [relation for relation in User._meta.get_fields(include_hidden=True)
             if isinstance(relation, models.ManyToOneRel) and relation.field.name == "history_user"]
    return any(line.related_model._base_manager.filter(history_user=person).exists() for line in lines)


@admin.register(User)
class PersonAdmin(ForRepair, UserAdmin):
    """People sign in by e-mail. Whoever did something here is made inactive and not deleted: a line of history without a name
    would be taken for one of an owner's own page."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and (obj.role or _stands_in_history(obj)))

    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("email", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "language")}),
        (_("At the town hall"), {"fields": ("role", "is_active", "is_staff", "is_superuser")}),
        (_("When"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "role", "password1", "password2")}),)


@admin.register(Applicant)
class ApplicantAdmin(ForRepair):
    list_display = ("name", "kind", "user")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
    raw_id_fields = ("user",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class WishInline(admin.TabularInline):
    model = Wish
    raw_id_fields = ("unit",)
    extra = 0


@admin.register(Application)
class ApplicationAdmin(OnlyCorrected):
    inlines = (WishInline,)
    list_display = ("reference", "title", "applicant", "status", "submitted_at")
    list_filter = ("status",)
    list_select_related = ("applicant",)
    search_fields = ("reference", "title", "applicant__name")
    raw_id_fields = ("applicant",)
    readonly_fields = ("reference", "status", "submitted_at", "changes_note", "decided_at", "decided_by",
                       "not_selected_reason", "decision_note", "created_at", "updated_at")


@admin.register(Offer)
class OfferAdmin(OnlyRead):
    """The terms of an offer never change: withdraw it and make another."""

    list_display = ("reference", "application", "unit", "status", "start", "end")
    list_filter = ("status",)
    list_select_related = ("application", "unit")
    search_fields = ("reference",)
    readonly_fields = ("status",)


@admin.register(Tenancy)
class TenancyAdmin(OnlyCorrected):
    """What the public reads can be put right here; days and the end only through the pages."""

    list_display = ("reference", "public_name", "unit", "start", "end", "end_reason")
    list_select_related = ("unit",)
    search_fields = ("reference", "public_name")
    readonly_fields = ("reference", "offer", "unit", "use", "start", "end", "begun_at", "end_reason", "end_note", "ended_at",
                       "ended_by")


@admin.register(Event)
class EventAdmin(OnlyCorrected):
    list_display = ("reference", "title", "unit", "starts_at", "status")
    list_filter = ("status", "kind")
    list_select_related = ("unit",)
    search_fields = ("reference", "title")
    raw_id_fields = ("performer",)
    readonly_fields = ("reference", "unit", "tenancy", "kind", "starts_at", "ends_at", "status", "created_at")


@admin.register(Occupancy)
class OccupancyAdmin(OnlyRead):
    list_display = ("space", "start", "end", "offer", "tenancy")
    list_select_related = ("space", "offer", "tenancy")


@admin.register(History)
class HistoryAdmin(OnlyRead):
    list_display = ("at", "by", "verb", "application", "offer", "tenancy", "event", "unit")
    list_filter = ("verb",)
    list_select_related = ("by", "application", "offer", "tenancy", "event", "unit")
    readonly_fields = ("from_status", "to_status")


@admin.register(Letter)
class LetterAdmin(OnlyRead):
    list_display = ("written_at", "to_email", "kind", "subject", "attempts", "sent_at")
    list_filter = ("kind",)
    search_fields = ("to_email", "subject", "key")


@admin.register(Comment)
class CommentAdmin(OnlyCorrected):
    list_display = ("application", "by", "at")
    list_select_related = ("application", "by")
    readonly_fields = ("application", "by", "at")


@admin.register(Paper)
class PaperAdmin(OnlyCorrected):
    list_display = ("file_name", "kind", "application", "added_at")
    list_select_related = ("application",)
    readonly_fields = ("application", "key", "content_type", "size", "added_at")
