"""Addresses of deciding about a call, of its results, and of objections."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.applicant import objecting
from popups.views.staff import deciding, deciding_many, fairness, objections, results

urlpatterns: list[URLPattern] = [
    path("staff/calls/<str:reference>/decide/", deciding.call_decide, name="call-decide"),
    path("staff/calls/<str:reference>/decide/many/", deciding_many.call_decide_many, name="call-decide-many"),
    path("staff/calls/<str:reference>/decide/close/", deciding.call_close_deciding, name="call-close-deciding"),
    path("staff/calls/<str:reference>/decide/reopen/", deciding.call_reopen_deciding, name="call-reopen-deciding"),
    path("staff/calls/<str:reference>/decide/<str:asked>/", deciding.application_outcome, name="application-outcome"),
    path("staff/calls/<str:reference>/decide/<str:asked>/undo/", deciding.decision_undo, name="decision-undo"),
    path("staff/calls/<str:reference>/reserve/", deciding.call_reserve, name="call-reserve"),
    path("staff/calls/<str:reference>/results/", results.call_results, name="call-results"),
    path("staff/calls/<str:reference>/results/<str:asked>/", results.result_letter, name="result-letter"),
    path("staff/calls/<str:reference>/results/<str:asked>/move-up/", results.reserve_move_up, name="reserve-move-up"),
    path("staff/calls/<str:reference>/fairness/", fairness.call_fairness, name="call-fairness"),
    path("staff/calls/<str:reference>/fairness.<slug:kind>", fairness.fairness_export, name="fairness-export"),
    path("staff/objections/", objections.objection_list, name="objection-list"),
    path("staff/objections/<int:number>/", objections.objection_page, name="staff-objection"),
    path("staff/applications/<str:reference>/object/", objections.objection_enter, name="objection-enter"),
    path("my/applications/<str:reference>/object/", objecting.application_object, name="application-object"),
]
