"""What waits in the warehouse, for the home page."""

from django.http import HttpRequest
from django.urls import reverse

from warehouse.kinds import KINDS, ActivityKind
from warehouse.selectors.activities import activities_of, documents_to_pick
from wms.core.pages.piles import Pile, register


def _to_pick(request: HttpRequest) -> int:
    return documents_to_pick(request.user).count()  # type: ignore[arg-type]  # logged in


def _picks(request: HttpRequest) -> int:
    kind = ActivityKind.INVENTORY_PICK
    return activities_of(request.user, kind).count()  # type: ignore[arg-type]  # logged in


register(
    Pile(
        caption="To pick",
        explanation="Released orders without a pick",
        count=_to_pick,
        url=lambda request: reverse("documents_to_pick"),
        permission="warehouse.add_activity",
        tone="warn",
        order=40,
    )
)
register(
    Pile(
        caption=KINDS[ActivityKind.INVENTORY_PICK].plural,
        explanation="Open picks at your locations",
        count=_picks,
        url=lambda request: reverse("activities", args=[ActivityKind.INVENTORY_PICK]),
        permission="warehouse.view_activity",
        order=41,
    )
)
