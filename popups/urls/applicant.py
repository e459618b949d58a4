"""Addresses of the applicant pages."""

from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.generic import RedirectView

from popups.views.applicant import applying, claiming, hosting, my_page, papers, promises, signing_in, starting

urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("after-sign-in/", signing_in.after_sign_in, name="after-sign-in"),
    # These two stand in front of allauth's pages of the same address, to which its machinery leads.
    path("accounts/login/code/", RedirectView.as_view(pattern_name="popups:sign-in", query_string=True), name="sign-in-asked"),
    path("accounts/login/code/confirm/", signing_in.sign_in_code, name="sign-in-code"),
    path("apply/", starting.application_start, name="application-start"),
    path("apply/<str:reference>/drop-draft/", claiming.draft_drop, name="draft-drop"),
    path("apply/<str:reference>/<slug:step>/", applying.application_step, name="application-step"),
    path("papers/<str:key>/", papers.paper_file, name="paper-file"),
    path("papers/<str:key>/delete/", papers.paper_delete, name="paper-delete"),
    path("my/", my_page.my_page, name="my-page"),
    path("my/applications/<str:reference>/", my_page.my_application, name="my-application"),
    path("my/applications/<str:reference>/withdraw/", my_page.application_withdraw, name="application-withdraw"),
    path("my/offers/<str:reference>/", promises.offer_answer, name="offer-answer"),
    path("my/tenancies/<str:reference>/", promises.my_tenancy, name="my-tenancy"),
    path("my/events/<str:reference>/", hosting.hosted_event, name="hosted-event"),
]
