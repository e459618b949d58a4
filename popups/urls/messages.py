"""Addresses of the messages between applicants and the office."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.applicant import messages as own
from popups.views.staff import messages as staff

urlpatterns: list[URLPattern] = [
    path("my/applications/<str:reference>/messages/", own.my_messages, name="my-messages"),
    path("my/applications/<str:reference>/messages/read/", own.my_messages_read, name="my-messages-read"),
    path("staff/applications/<str:reference>/messages/", staff.staff_messages, name="staff-messages"),
    path("staff/applications/<str:reference>/messages/read/", staff.staff_messages_read, name="staff-messages-read"),
]
