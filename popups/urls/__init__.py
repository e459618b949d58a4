"""Addresses of popups, by audience."""

from popups.urls import applicant, public, staff

app_name = "popups"
urlpatterns = [*public.urlpatterns, *applicant.urlpatterns, *staff.urlpatterns]
