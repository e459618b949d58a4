"""Addresses of the owners' own pages, and of what the office does about them."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.owner import door, events, page
from popups.views.staff import owner_links, owner_words, proposals

urlpatterns: list[URLPattern] = [
    path("owner/", page.owner_page, name="owner-page"),
    path("owner/enter/<slug:secret>/", door.owner_enter, name="owner-enter"),
    path("owner/leave/", door.owner_leave, name="owner-leave"),
    path("owner/units/<str:reference>/terms/", page.owner_terms, name="owner-terms"),
    path("owner/units/<str:reference>/days/", page.owner_closed, name="owner-closed"),
    path("owner/units/<str:reference>/stop/", page.owner_stop, name="owner-stop"),
    path("owner/units/<str:reference>/resume/", page.owner_resume, name="owner-resume"),
    path("owner/offers/<str:reference>/", page.owner_offer, name="owner-offer"),
    path("owner/events/<str:reference>/", events.owner_event, name="owner-event"),
    path("owner/proposals/<slug:key>/take-back/", page.owner_take_back, name="owner-take-back"),
    path("staff/proposals/<slug:key>/", proposals.proposal, name="proposal"),
    path("staff/units/<str:reference>/owner-page/", owner_links.owner_link, name="owner-link"),
    path("staff/offers/<str:reference>/owner/", owner_words.owner_word, name="owner-word"),
]
