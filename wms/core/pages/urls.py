from django.contrib.auth.views import LogoutView
from django.urls import path

from wms.core.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("theme/", views.theme, name="theme"),
    path("work-date/", views.change_work_date, name="work_date"),
]
