"""Addresses of the register. Included before those of popups, so that /staff/units/new/ is not taken for a unit."""

from django.urls import path
from django.urls.resolvers import URLPattern

from vacancies.views.soon import not_yet

app_name = "vacancies"
urlpatterns: list[URLPattern] = [
    path("photos/<str:key>-<int:width>.webp", not_yet, name="photo-file"),
    path("staff/units/new/", not_yet, name="unit-new"),
    path("staff/units/<str:reference>/edit/", not_yet, name="unit-edit"),
    path("staff/units/<str:reference>/publish/", not_yet, name="unit-publish"),
    path("staff/units/<str:reference>/photos/", not_yet, name="photo-list"),
    path("staff/units/<str:reference>/vacancies/", not_yet, name="vacancy-list"),
    path("staff/units/<str:reference>/owner/", not_yet, name="owner-edit"),
    path("staff/units/<str:reference>/history/", not_yet, name="unit-history"),
    path("staff/shops/", not_yet, name="shop-list"),
    path("staff/shops/new/", not_yet, name="shop-new"),
    path("staff/shops/<str:reference>/", not_yet, name="shop-edit"),
]
