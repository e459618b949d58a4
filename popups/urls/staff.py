"""Addresses of the staff pages, by page. Fixed words come before references."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.staff.soon import not_yet

urlpatterns: list[URLPattern] = [
    path("staff/", not_yet, name="staff-today"),
    path("staff/dashboard/", not_yet, name="staff-dashboard"),
    path("staff/units/", not_yet, name="staff-unit-list"),
    path("staff/units/<str:reference>/", not_yet, name="staff-unit"),
    path("staff/units/<str:reference>/spaces/", not_yet, name="unit-divide"),
    path("staff/units/<str:reference>/permanent-tenant/", not_yet, name="permanent-tenant"),
    # applications and offers
    path("staff/applications/", not_yet, name="staff-application-list"),
    path("staff/applications/<str:reference>/", not_yet, name="staff-application"),
    path("staff/applications/<str:reference>/comment/", not_yet, name="application-comment"),
    path("staff/applications/<str:reference>/decide/", not_yet, name="application-decide"),
    path("staff/applications/<str:reference>/review/", not_yet, name="application-review"),
    path("staff/applications/<str:reference>/changes/", not_yet, name="application-changes"),
    path("staff/applications/<str:reference>/offer/", not_yet, name="offer-new"),
    path("staff/offers/<str:reference>/", not_yet, name="staff-offer"),
    path("staff/offers/<str:reference>/withdraw/", not_yet, name="offer-withdraw"),
    # tenancies
    path("staff/tenancies/", not_yet, name="tenancy-timeline"),
    path("staff/tenancies/list/", not_yet, name="tenancy-list"),
    path("staff/tenancies/<str:reference>/", not_yet, name="staff-tenancy"),
    path("staff/tenancies/<str:reference>/end/", not_yet, name="tenancy-end"),
    # programme
    path("staff/events/", not_yet, name="staff-event-list"),
    path("staff/events/new/", not_yet, name="event-new"),
    path("staff/events/<str:reference>/", not_yet, name="staff-event"),
    path("staff/events/<str:reference>/move/", not_yet, name="event-move"),
    path("staff/events/<str:reference>/<slug:verb>/", not_yet, name="event-move-on"),
    # records
    path("staff/history/", not_yet, name="staff-history"),
    path("staff/letters/", not_yet, name="staff-letter-list"),
    path("staff/letters/<str:key>/", not_yet, name="staff-letter"),
    path("staff/letters/<str:key>/retry/", not_yet, name="letter-retry"),
]
