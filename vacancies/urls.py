"""Addresses of the register. Included before those of popups, so that /staff/units/new/ is not taken for a unit."""

from django.urls import path
from django.urls.resolvers import URLPattern

from vacancies.views import photo_files
from vacancies.views.staff import facts, owners, photos, shops, units

app_name = "vacancies"
urlpatterns: list[URLPattern] = [
    path("photos/<slug:key>-<int:width>.webp", photo_files.photo_file, name="photo-file"),
    path("staff/units/new/", units.unit_new, name="unit-new"),
    path("staff/units/<str:reference>/edit/", units.unit_edit, name="unit-edit"),
    path("staff/units/<str:reference>/publish/", units.unit_publish, name="unit-publish"),
    path("staff/units/<str:reference>/record/", units.unit_record, name="unit-record"),
    path("staff/units/<str:reference>/history/", units.unit_history, name="unit-history"),
    path("staff/units/<str:reference>/photos/", photos.photo_list, name="photo-list"),
    path("staff/units/<str:reference>/photos/<str:key>/", photos.photo_change, name="photo-change"),
    path("staff/units/<str:reference>/photos/<str:key>/delete/", photos.photo_delete, name="photo-delete"),
    path("staff/units/<str:reference>/vacancies/", facts.vacancy_list, name="vacancy-list"),
    path("staff/units/<str:reference>/vacancies/<int:number>/", facts.vacancy_edit, name="vacancy-edit"),
    path("staff/units/<str:reference>/closed/<int:number>/remove/", facts.closed_remove, name="closed-remove"),
    path("staff/units/<str:reference>/owner/", owners.owner_edit, name="owner-edit"),
    path("staff/shops/", shops.shop_list, name="shop-list"),
    path("staff/shops/new/", shops.shop_new, name="shop-new"),
    path("staff/shops/<str:reference>/", shops.shop_edit, name="shop-edit"),
]
