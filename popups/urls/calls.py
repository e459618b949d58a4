"""Addresses of the calls, as officers make them."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.staff import calls, calls_writing

urlpatterns: list[URLPattern] = [
    path("staff/calls/", calls.call_list, name="staff-call-list"),
    path("staff/calls/new/", calls_writing.call_new, name="call-new"),
    path("staff/calls/<str:reference>/", calls.call_page, name="staff-call"),
    path("staff/calls/<str:reference>/edit/<slug:code>/", calls_writing.call_edit, name="call-edit"),
    path("staff/calls/<str:reference>/preview/", calls.call_preview, name="call-preview"),
    path("staff/calls/<str:reference>/release/", calls.call_release, name="call-release"),
    path("staff/calls/<str:reference>/take-back/", calls.call_take_back, name="call-take-back"),
    path("staff/calls/<str:reference>/delete/", calls.call_delete, name="call-delete"),
    path("staff/calls/<str:reference>/copy/", calls.call_copy, name="call-copy"),
]
