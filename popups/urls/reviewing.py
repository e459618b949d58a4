"""Addresses of the reviewing: the reviewers' own pages, and those of the officers who run it."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.staff import blind_papers, reviewing, reviewing_office

urlpatterns: list[URLPattern] = [
    path("staff/reviews/", reviewing.review_calls, name="review-calls"),
    path("staff/reviews/calls/<str:reference>/", reviewing.review_list, name="review-list"),
    path("staff/reviews/calls/<str:reference>/compare/", reviewing.review_compare, name="review-compare"),
    path("staff/reviews/<str:reference>/", reviewing.review, name="review"),
    path("staff/reviews/<str:reference>/conflict/", reviewing.review_conflict, name="review-conflict"),
    path("staff/reviews/<str:reference>/conflict/take-back/", reviewing.conflict_take_back, name="conflict-take-back"),
    path("staff/reviews/<str:reference>/reopen/", reviewing.review_reopen, name="review-reopen"),
    path("staff/calls/<str:reference>/assign/", reviewing_office.call_assign, name="call-assign"),
    path("staff/calls/<str:reference>/papers/", blind_papers.call_blind_papers, name="call-blind-papers"),
    path("staff/papers/<str:key>/open/", blind_papers.paper_open, name="paper-open"),
    path("staff/papers/<str:key>/close/", blind_papers.paper_close, name="paper-close"),
    path("staff/calls/<str:reference>/ranking/", reviewing_office.call_ranking, name="call-ranking"),
    path("staff/calls/<str:reference>/ranking/shortlist/", reviewing_office.call_shortlist, name="call-shortlist"),
    path("staff/calls/<str:reference>/ranking/shortlist/undo/", reviewing_office.call_shortlist_undo, name="call-shortlist-undo"),
    path("staff/calls/<str:reference>/meeting/", reviewing_office.call_meeting, name="call-meeting"),
]
