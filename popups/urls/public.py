"""Addresses of the public pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.public import plain

urlpatterns: list[URLPattern] = [
    path("own-a-space/", plain.own_a_space, name="own-a-space"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("privacy/", plain.privacy, name="privacy"),
    path("scheme/", plain.scheme_set, name="scheme-set"),
    path("healthz/", plain.health, name="health"),
]
