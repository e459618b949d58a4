app_name = "popups"
urlpatterns: list = []
