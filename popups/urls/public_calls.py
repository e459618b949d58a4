"""Addresses of the calls, as the public reads them."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.public import calls

urlpatterns: list[URLPattern] = [
    path("calls/", calls.call_list, name="call-list"),
    path("calls/<reference:reference>/", calls.call_detail, name="call-detail"),
]
