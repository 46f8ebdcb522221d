"""The addresses of tracking."""

from django.urls import path

from tracking.views import posting

urlpatterns = [
    path("documents/<slug:kind>/<int:pk>/post/", posting.post, name="post_document"),
    path("documents/<slug:kind>/<int:pk>/preview/", posting.preview, name="preview_posting"),
]
