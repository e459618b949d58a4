"""Addresses of the staff pages, by page. Fixed words come before references."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.staff import (
    applications,
    areas,
    decisions,
    due,
    events,
    map,
    needs,
    offers,
    permanent,
    records,
    spaces,
    tenancies,
    units,
)

urlpatterns: list[URLPattern] = [
    path("staff/", needs.today, name="staff-today"),
    path("staff/dashboard/", needs.figures, name="staff-dashboard"),
    path("staff/due/", due.due, name="due-list"),
    path("staff/due/<str:reference>/", due.due_seen, name="due-seen"),
    path("staff/units/<str:reference>/visits/<int:number>/take-back/", due.visit_take_back, name="visit-take-back"),
    path("staff/units/", units.unit_list, name="staff-unit-list"),
    path("staff/map/", map.staff_map, name="staff-map"),
    path("staff/map/points.json", map.map_points, name="staff-map-points"),
    path("staff/map/<str:reference>/", map.map_unit, name="staff-map-unit"),
    path("staff/areas/", areas.area_list, name="area-list"),
    path("staff/areas/new/", areas.area_new, name="area-new"),
    path("staff/areas/restore/", areas.area_restore, name="area-restore"),
    path("staff/areas/<slug:key>/", areas.area_edit, name="area-edit"),
    path("staff/areas/<slug:key>/delete/", areas.area_delete, name="area-delete"),
    path("staff/units/<str:reference>/", units.unit_page, name="staff-unit"),
    path("staff/units/<str:reference>/spaces/", spaces.divide, name="unit-divide"),
    path("staff/units/<str:reference>/permanent-tenant/", permanent.permanent_tenant, name="permanent-tenant"),
    # applications and offers
    path("staff/applications/", applications.application_list, name="staff-application-list"),
    path("staff/applications/<str:reference>/", applications.application_page, name="staff-application"),
    path("staff/applications/<str:reference>/comment/", applications.application_comment, name="application-comment"),
    path("staff/applications/<str:reference>/decide/", decisions.application_decide, name="application-decide"),
    path("staff/applications/<str:reference>/review/", applications.application_review, name="application-review"),
    path("staff/applications/<str:reference>/shortlist/", applications.application_shortlist,
         name="application-shortlist"),
    path("staff/applications/<str:reference>/changes/", decisions.application_changes, name="application-changes"),
    path("staff/applications/<str:reference>/offer/", offers.offer_new, name="offer-new"),
    path("staff/offers/<str:reference>/", offers.offer_page, name="staff-offer"),
    path("staff/offers/<str:reference>/withdraw/", offers.offer_withdraw, name="offer-withdraw"),
    # tenancies
    path("staff/tenancies/", tenancies.timeline, name="tenancy-timeline"),
    path("staff/tenancies/list/", tenancies.tenancy_list, name="tenancy-list"),
    path("staff/tenancies/<str:reference>/", tenancies.tenancy_page, name="staff-tenancy"),
    path("staff/tenancies/<str:reference>/end/", tenancies.tenancy_end, name="tenancy-end"),
    # programme
    path("staff/events/", events.event_list, name="staff-event-list"),
    path("staff/events/new/", events.event_new, name="event-new"),
    path("staff/events/<str:reference>/", events.event_page, name="staff-event"),
    path("staff/events/<str:reference>/move/", events.event_move, name="event-move"),
    path("staff/events/<str:reference>/<slug:verb>/", events.event_move_on, name="event-move-on"),
    # records
    path("staff/history/", records.history, name="staff-history"),
    path("staff/letters/", records.letter_list, name="staff-letter-list"),
    path("staff/letters/<str:key>/", records.letter_page, name="staff-letter"),
    path("staff/letters/<str:key>/retry/", records.letter_retry, name="letter-retry"),
]
