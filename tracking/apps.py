from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"

    def ready(self) -> None:
        from tracking import locks
        from tracking.guards import TrackedLines, tracked_figures
        from wms.documents import guards, providers

        guards.register(TrackedLines())
        locks.register(locks.at_directed_location)
        providers.register_tracking(tracked_figures)
