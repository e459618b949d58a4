"""Addresses of the register. Included before those of popups, so that /staff/units/new/ is not taken for a unit."""

from django.urls import path
from django.urls.resolvers import URLPattern

from vacancies.views import photo_files
from vacancies.views.staff import (
    addresses,
    blurring,
    facts,
    import_tables,
    imports,
    owner_entry,
    owners,
    people,
    periods,
    photos,
    putting_back,
    shops,
    talks,
    units,
)
from vacancies.views.walk import pages as walk
from vacancies.views.walk import sending

app_name = "vacancies"
urlpatterns: list[URLPattern] = [
    path("photos/<slug:key>-<int:width>.webp", photo_files.photo_file, name="photo-file"),
    path("staff/addresses/point.json", addresses.address_point, name="address-point"),
    path("staff/units/new/", units.unit_new, name="unit-new"),
    path("staff/units/<str:reference>/edit/", units.unit_edit, name="unit-edit"),
    path("staff/units/<str:reference>/publish/", units.unit_publish, name="unit-publish"),
    path("staff/units/<str:reference>/record/", units.unit_record, name="unit-record"),
    path("staff/units/<str:reference>/history/", units.unit_history, name="unit-history"),
    path("staff/units/<str:reference>/put-back/<slug:kind>/<int:number>/", putting_back.put_back, name="put-back"),
    path("staff/units/<str:reference>/photos/", photos.photo_list, name="photo-list"),
    path("staff/units/<str:reference>/photos/<str:key>/", photos.photo_change, name="photo-change"),
    path("staff/units/<str:reference>/photos/<str:key>/blur/", blurring.photo_blur, name="photo-blur"),
    path("staff/units/<str:reference>/photos/<str:key>/remove/", photos.photo_remove, name="photo-remove"),
    path("staff/units/<str:reference>/photos/<str:key>/take-back/", photos.photo_take_back, name="photo-take-back"),
    path("staff/units/<str:reference>/vacancies/", facts.vacancy_list, name="vacancy-list"),
    path("staff/units/<str:reference>/vacancies/<int:number>/", periods.vacancy_edit, name="vacancy-edit"),
    path("staff/units/<str:reference>/vacancies/<int:number>/remove/", facts.vacancy_remove, name="vacancy-remove"),
    path("staff/units/<str:reference>/closed/<int:number>/", periods.closed_edit, name="closed-edit"),
    path("staff/units/<str:reference>/closed/<int:number>/remove/", facts.closed_remove, name="closed-remove"),
    path("staff/units/<str:reference>/owner/", owners.owner_edit, name="owner-edit"),
    path("staff/units/<str:reference>/talk/", talks.talk, name="talk"),
    path("staff/units/<str:reference>/talk/move/", talks.talk_move, name="talk-move"),
    path("staff/units/<str:reference>/talk/done/", talks.talk_step_done, name="talk-step-done"),
    path("staff/owners/people/", people.owner_list, name="owner-list"),
    path("staff/owners/people/merge/", people.owner_merge, name="owner-merge"),
    path("staff/owners/people/<int:number>/", owner_entry.owner_detail, name="owner-detail"),
    path("staff/owners/people/<int:number>/shut/", owner_entry.owner_shut, name="owner-shut"),
    path("staff/owners/people/<int:number>/delete/", owner_entry.owner_delete, name="owner-delete"),
    path("staff/imports/", imports.import_list, name="import-list"),
    path("staff/imports/<str:key>/", imports.import_file, name="import-file"),
    path("staff/imports/<str:key>/columns/", import_tables.import_columns, name="import-columns"),
    path("staff/imports/<str:key>/rows/", import_tables.import_rows, name="import-rows"),
    path("staff/imports/<str:key>/apply/", imports.import_apply, name="import-apply"),
    path("staff/imports/<str:key>/photos/", imports.import_photos, name="import-photos"),
    path("staff/imports/<str:key>/refused.csv", imports.import_refused, name="import-refused"),
    path("staff/imports/<str:key>/undo/", imports.import_undo, name="import-undo"),
    path("staff/imports/<str:key>/delete/", imports.import_delete, name="import-delete"),
    path("staff/shops/", shops.shop_list, name="shop-list"),
    path("staff/shops/new/", shops.shop_new, name="shop-new"),
    path("staff/shops/<str:reference>/", shops.shop_edit, name="shop-edit"),
    path("walk/", walk.walk, name="walk"),
    path("walk/worker.js", walk.worker, name="walk-worker"),
    path("walk/manifest.webmanifest", walk.manifest, name="walk-manifest"),
    path("walk/units.json", walk.units, name="walk-units"),
    path("walk/items/", sending.item_send, name="walk-item-send"),
    path("walk/items/<uuid:item>/photos/<uuid:photo>/", sending.photo_send, name="walk-photo-send"),
]
