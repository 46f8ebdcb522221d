from django.urls import path

from wms.core.setupchecks import views

urlpatterns = [
    path("setup/check/", views.check_setup, name="check_setup"),
]
