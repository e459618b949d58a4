"""Addresses of the talks with owners, and of the leaflet for them."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.public import leaflet
from popups.views.staff import owners_board

urlpatterns: list[URLPattern] = [
    path("own-a-space/leaflet-<slug:language>.pdf", leaflet.owner_leaflet, name="owner-leaflet"),
    path("staff/owners/", owners_board.owner_board, name="owner-board"),
    path("staff/units/<str:reference>/leaflet.pdf", owners_board.unit_leaflet, name="unit-leaflet"),
]
