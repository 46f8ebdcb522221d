from django.urls import path

from tracking.tracing import views

urlpatterns = [path("trace/", views.trace_page, name="trace")]
