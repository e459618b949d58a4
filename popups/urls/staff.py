"""Addresses of the staff pages."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
