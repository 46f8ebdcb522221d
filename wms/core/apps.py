from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "wms.core"
    label = "core"

    def ready(self) -> None:
        from wms.core.roles import after_migrate

        # every process knows every kind of job, also a web process that runs them at once
        autodiscover_modules("tasks")
        post_migrate.connect(after_migrate, dispatch_uid="wms.core.roles")
