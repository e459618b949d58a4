"""The product's addresses and the style guide, which outside of development does not exist."""

from django.urls import path

from config.urls import urlpatterns as product
from popups.views.styleguide import styleguide

urlpatterns = [*product, path("styleguide/", styleguide)]
