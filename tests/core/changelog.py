"""What stands in the change log, as a test reads it."""

from wms.core.models import SetupChange


def noted(**which) -> list[tuple[str, str, str, str]]:
    rows = SetupChange.objects.filter(**which).order_by("pk")
    return list(rows.values_list("action", "field", "old", "new"))
