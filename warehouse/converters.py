"""The kinds of activity and of warehouse document as parts of an address."""

from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.kinds import ActivityKind


class ActivityKindConverter:
    regex = "|".join(ActivityKind.values)

    def to_python(self, value: str) -> ActivityKind:
        return ActivityKind(value)

    def to_url(self, value: str) -> str:
        return str(ActivityKind(value))


class WarehouseDocumentKindConverter:
    regex = "|".join(WarehouseDocumentKind.values)

    def to_python(self, value: str) -> WarehouseDocumentKind:
        return WarehouseDocumentKind(value)

    def to_url(self, value: str) -> str:
        return str(WarehouseDocumentKind(value))
