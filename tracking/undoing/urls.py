from django.urls import path

from tracking.undoing.views import undo_posted

urlpatterns = [path("posted/<slug:kind>/<int:pk>/undo/", undo_posted, name="undo_posted")]
