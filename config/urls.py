"""Every address. `popups` shows what people ask for and are given; `vacancies` keeps the places themselves."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from popups.views.styleguide import styleguide
from vacancies.access import admin_door

urlpatterns = [
    path("", include("vacancies.urls")),
    path("", include("popups.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    # One way in for everybody: the admin's own log-in page knows no second factor.
    path("admin/login/", admin_door),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))
