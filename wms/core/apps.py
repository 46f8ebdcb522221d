from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "wms.core"
    label = "core"

    def ready(self) -> None:
        from wms.core.roles import after_migrate

        # what apps offer upwards without being imported: kinds of job (a web process runs them
        # too), piles of the home page, figures of cards, guards, tables, checks and first steps of set-up, and
        # the invariants of the book
        autodiscover_modules(
            "tasks",
            "piles",
            "facts",
            "setup_guards",
            "setup_tables",
            "setup_checks",
            "checks",
            "first_steps",
        )
        post_migrate.connect(after_migrate, dispatch_uid="wms.core.roles")
