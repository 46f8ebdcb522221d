from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"

    def ready(self) -> None:
        from tracking.guards import TrackedLines, tracked_figures
        from wms.documents import guards, providers

        guards.register(TrackedLines())
        providers.register_tracking(tracked_figures)
