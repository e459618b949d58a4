"""Addresses of applications on paper, of applying together, and of applications that repeat others."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.applicant import co_applicants
from popups.views.staff import applicant_words, entering, repeats

urlpatterns: list[URLPattern] = [
    path("apply/<str:reference>/together/", co_applicants.co_applicant_list, name="co-applicant-list"),
    path("apply/<str:reference>/together/<int:number>/remove/", co_applicants.co_applicant_remove, name="co-applicant-remove"),
    path("together/<slug:key>/", co_applicants.co_applicant_answer, name="co-applicant-answer"),
    path("staff/applications/enter/", entering.application_enter, name="application-enter"),
    path("staff/applications/from-paper/", entering.paper_application_list, name="paper-application-list"),
    path("staff/applications/<str:reference>/email/", entering.applicant_email, name="applicant-email"),
    path("staff/applications/<str:reference>/withdraw/", applicant_words.applicant_withdraws, name="applicant-withdraws"),
    path("staff/offers/<str:reference>/applicant/", applicant_words.applicant_word, name="applicant-word"),
    path("staff/applications/repeats/", repeats.repeat_list, name="repeat-list"),
    path("staff/applications/<str:reference>/repeats/<str:other>/", repeats.repeat_settle, name="repeat-settle"),
]
