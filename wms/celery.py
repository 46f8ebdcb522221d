"""The Celery application.  Without REDIS_URL tasks run at once, in the process that asks for them."""

import os

from celery import Celery
from celery.signals import worker_process_init

from wms.core import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wms.settings")

app = Celery("wms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _settle(**_: object) -> None:
    garbage.settle()


worker_process_init.connect(_settle)
