from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "tracking"

    def ready(self) -> None:
        from tracking import locks
        from tracking.binding.guards import ordered
        from tracking.fetching.guards import FetchedLines, fetched
        from tracking.guards import TrackedLines, tracked_figures
        from tracking.quotes.guards import ordered as made_into_order
        from tracking.reservations import guards as reserved
        from wms.documents import guards, providers

        guards.register(TrackedLines())
        guards.register(FetchedLines())
        guards.register(reserved.ReservedLines())
        guards.register_follower(reserved.after_change)
        guards.register_header_guard(reserved.date_cleared)
        locks.register(locks.at_directed_location)
        locks.register(fetched)
        locks.register(ordered)
        locks.register(made_into_order)
        providers.register_tracking(tracked_figures)
