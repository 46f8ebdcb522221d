"""The kinds of activity as parts of an address."""

from warehouse.kinds import ActivityKind


class ActivityKindConverter:
    regex = "|".join(ActivityKind.values)

    def to_python(self, value: str) -> ActivityKind:
        return ActivityKind(value)

    def to_url(self, value: str) -> str:
        return str(ActivityKind(value))
