"""Addresses of one's own data, and of what is kept how long."""

from django.urls import path
from django.urls.resolvers import URLPattern

from popups.views.applicant import copying, moving_address, my_data
from popups.views.staff import retention

urlpatterns: list[URLPattern] = [
    path("my/applications/<str:reference>/copy/", copying.application_copy, name="application-copy"),
    path("my/data/", my_data.my_data, name="my-data"),
    path("my/data/download/", my_data.my_data_download, name="my-data-download"),
    path("my/data/erase/", my_data.my_data_erase, name="my-data-erase"),
    path("my/data/language/", my_data.my_language, name="my-language"),
    path("my/data/address/", moving_address.address_move, name="address-move"),
    path("my/data/address/code/", moving_address.address_code, name="address-code"),
    path("my/data/profile/<slug:kind>/", my_data.my_profile, name="my-profile"),
    path("staff/retention/", retention.retention, name="retention"),
]
