"""Addresses of popups, by audience."""

from popups.urls import (
    applicant,
    calls,
    deciding,
    entering,
    group,
    messages,
    my_data,
    owner,
    planning,
    public,
    public_calls,
    register,
    reviewing,
    staff,
    talks,
)

app_name = "popups"
urlpatterns = [*public.urlpatterns, *entering.urlpatterns, *applicant.urlpatterns, *register.urlpatterns, *talks.urlpatterns, *owner.urlpatterns, *calls.urlpatterns, *deciding.urlpatterns, *planning.urlpatterns, *public_calls.urlpatterns, *messages.urlpatterns, *my_data.urlpatterns, *group.urlpatterns, *reviewing.urlpatterns, *staff.urlpatterns]
