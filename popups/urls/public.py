"""Addresses of the public pages."""

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern

from popups.urls.converters import ReferenceConverter
from popups.views.public import events, home, plain, shops, unit, units

register_converter(ReferenceConverter, "reference")

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("units/", units.unit_list, name="unit-list"),
    path("units/points.json", units.unit_points, name="unit-points"),
    path("units/<reference:reference>/", unit.unit_detail, name="unit-detail"),
    path("shops/", shops.shop_map, name="shop-map"),
    path("shops/points.json", shops.shop_points, name="shop-points"),
    path("programme/", events.event_list, name="event-list"),
    path("own-a-space/", plain.own_a_space, name="own-a-space"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("privacy/", plain.privacy, name="privacy"),
    path("scheme/", plain.scheme_set, name="scheme-set"),
    path("map/base.geojson", plain.map_base, name="map-base"),
    path("healthz/", plain.health, name="health"),
]
