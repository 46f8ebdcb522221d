"""The project: settings, addresses, and the ground floor every app stands on."""

from wms.celery import app as celery_app

__all__ = ["celery_app"]
