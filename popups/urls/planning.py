"""Addresses of the plans of a call."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.staff import plan_moves, plan_offers, plan_reasons, plan_rulings, plan_ways, planning

urlpatterns: list[URLPattern] = [
    path("staff/calls/<str:reference>/plan/", planning.plan_list, name="plan-list"),
    path("staff/calls/<str:reference>/plan/ask/", planning.plan_ask, name="plan-ask"),
    path("staff/calls/<str:reference>/plan/rules/", planning.plan_rules, name="plan-rules"),
    path("staff/calls/<str:reference>/plan/compare/", plan_ways.plan_compare_two, name="plan-compare-two"),
    path("staff/calls/<str:reference>/plan/rulings/<int:number>/lift/", planning.ruling_lift, name="ruling-lift"),
    path("staff/calls/<str:reference>/plan/<str:asked>/", planning.plan_page, name="plan"),
    path("staff/calls/<str:reference>/plan/<str:asked>/stop/", planning.plan_stop, name="plan-stop"),
    path("staff/calls/<str:reference>/plan/<str:asked>/delete/", planning.plan_delete, name="plan-delete"),
    path("staff/calls/<str:reference>/plan/<str:asked>/offers/", plan_offers.plan_offers, name="plan-offers"),
    path("staff/calls/<str:reference>/plan/<str:asked>/what-if/", plan_ways.plan_what_if, name="plan-what-if"),
    path("staff/calls/<str:reference>/plan/<str:asked>/repair/", plan_ways.plan_repair, name="plan-repair"),
    path("staff/calls/<str:reference>/plan/<str:asked>/compare/", plan_ways.plan_compare, name="plan-compare"),
    path("staff/calls/<str:reference>/plan/<str:asked>/fairness/", plan_ways.plan_fairness, name="plan-fairness"),
    path("staff/calls/<str:reference>/plan/<str:asked>/<slug:part>.json", plan_ways.plan_export, name="plan-export"),
    path("staff/calls/<str:reference>/plan/<str:asked>/approve/", planning.plan_approve, name="plan-approve"),
    path("staff/calls/<str:reference>/plan/<str:asked>/placements/<int:number>/take-back/", planning.placement_take_back, name="placement-take-back"),
    path("staff/calls/<str:reference>/plan/<str:asked>/units/<str:unit>/", plan_reasons.plan_unit, name="plan-unit"),
    path("staff/calls/<str:reference>/plan/<str:asked>/<str:application>/move/", plan_moves.plan_move, name="plan-move"),
    path("staff/calls/<str:reference>/plan/<str:asked>/<str:application>/places/", plan_moves.plan_places, name="plan-places"),
    path("staff/calls/<str:reference>/plan/<str:asked>/<str:application>/rule/", plan_rulings.plan_rule, name="plan-rule"),
    path("staff/calls/<str:reference>/plan/<str:asked>/<str:application>/", plan_reasons.plan_application, name="plan-application"),
]
