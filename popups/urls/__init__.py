"""Addresses of popups, by audience."""

from popups.urls import applicant, owner, public, register, staff, talks

app_name = "popups"
urlpatterns = [*public.urlpatterns, *applicant.urlpatterns, *register.urlpatterns, *talks.urlpatterns, *owner.urlpatterns, *staff.urlpatterns]
