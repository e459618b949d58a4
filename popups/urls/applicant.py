"""Addresses of the applicant pages."""

from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.generic import RedirectView

from popups.views.applicant import not_yet, signing_in

urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("after-sign-in/", signing_in.after_sign_in, name="after-sign-in"),
    # These two stand in front of allauth's pages of the same address, to which its machinery leads.
    path("accounts/login/code/", RedirectView.as_view(pattern_name="popups:sign-in", query_string=True), name="sign-in-asked"),
    path("accounts/login/code/confirm/", signing_in.sign_in_code, name="sign-in-code"),
    path("apply/", not_yet.not_yet, name="application-start"),
    path("apply/<str:reference>/<slug:step>/", not_yet.not_yet, name="application-step"),
    path("papers/<str:key>/", not_yet.not_yet, name="paper-file"),
    path("papers/<str:key>/delete/", not_yet.not_yet, name="paper-delete"),
    path("my/", not_yet.not_yet, name="my-page"),
    path("my/applications/<str:reference>/", not_yet.not_yet, name="my-application"),
    path("my/applications/<str:reference>/withdraw/", not_yet.not_yet, name="application-withdraw"),
    path("my/offers/<str:reference>/", not_yet.not_yet, name="offer-answer"),
    path("my/tenancies/<str:reference>/", not_yet.not_yet, name="my-tenancy"),
]
