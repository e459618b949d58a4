"""Addresses of the local group, of residents' ideas, and of wishes for e-mails."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.public import alerts, ideas
from popups.views.public import consulting as door
from popups.views.staff import consulting, group_members
from popups.views.staff import ideas as staff_ideas

urlpatterns: list[URLPattern] = [
    path("group/", door.group_page, name="group-page"),
    path("group/enter/<slug:secret>/", door.group_enter, name="group-enter"),
    path("group/leave/", door.group_leave, name="group-leave"),
    path("alerts/new/", alerts.alert_new, name="alert-new"),
    path("alerts/<slug:key>/", alerts.alert_page, name="alert"),
    path("units/<str:reference>/ideas/", ideas.unit_ideas, name="unit-ideas"),
    path("ideas/<slug:key>/support/", ideas.idea_support, name="idea-support"),
    path("staff/ideas/", staff_ideas.idea_list, name="staff-idea-list"),
    path("staff/ideas/settle/", staff_ideas.idea_settle, name="idea-settle"),
    path("staff/ideas/again/", staff_ideas.idea_again, name="idea-again"),
    path("staff/units/<str:reference>/poster.pdf", staff_ideas.unit_poster, name="unit-poster"),
    path("staff/group/", consulting.consultation_list, name="consultation-list"),
    path("staff/group/new/", consulting.consultation_new, name="consultation-new"),
    path("staff/group/members/", group_members.member_list, name="member-list"),
    path("staff/group/members/new/", group_members.member_new, name="member-new"),
    path("staff/group/members/<int:number>/", group_members.member_edit, name="member-edit"),
    path("staff/group/members/<int:number>/left/", group_members.member_left, name="member-left"),
    path("staff/group/<slug:key>/", consulting.consultation_page, name="consultation"),
    path("staff/group/<slug:key>/edit/", consulting.consultation_edit, name="consultation-edit"),
    path("staff/group/<slug:key>/ask/", consulting.consultation_release, name="consultation-release"),
    path("staff/group/<slug:key>/close/", consulting.consultation_close, name="consultation-close"),
    path("staff/group/<slug:key>/extend/", consulting.consultation_extend, name="consultation-extend"),
    path("staff/group/<slug:key>/done/", consulting.consultation_done, name="consultation-done"),
    path("staff/group/<slug:key>/delete/", consulting.consultation_delete, name="consultation-delete"),
    path("staff/group/<slug:key>/link/<int:number>/", consulting.consultation_link, name="consultation-link"),
    path("staff/calls/<str:reference>/group/", consulting.call_group, name="call-group"),
]
