"""Addresses of the applicant pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.applicant import signing_in

urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.not_yet, name="sign-in"),
    path("after-sign-in/", signing_in.not_yet, name="after-sign-in"),
    path("apply/", signing_in.not_yet, name="application-start"),
    path("apply/<str:reference>/<slug:step>/", signing_in.not_yet, name="application-step"),
    path("papers/<str:key>/", signing_in.not_yet, name="paper-file"),
    path("papers/<str:key>/delete/", signing_in.not_yet, name="paper-delete"),
    path("my/", signing_in.not_yet, name="my-page"),
    path("my/applications/<str:reference>/", signing_in.not_yet, name="my-application"),
    path("my/applications/<str:reference>/withdraw/", signing_in.not_yet, name="application-withdraw"),
    path("my/offers/<str:reference>/", signing_in.not_yet, name="offer-answer"),
    path("my/tenancies/<str:reference>/", signing_in.not_yet, name="my-tenancy"),
]
