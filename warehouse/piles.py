"""What waits in the warehouse, for the home page."""

from django.http import HttpRequest
from django.urls import reverse

from warehouse.documentkinds import KINDS as DOCUMENT_KINDS
from warehouse.documents.selectors import documents_of, documents_waiting
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
for position, rules in enumerate(DOCUMENT_KINDS.values()):
    register(
        Pile(
            caption=f"For {rules.plural.lower()}",
            explanation=f"Released orders on no {rules.title.lower()} yet",
            count=lambda request, rules=rules: documents_waiting(rules, request.user).count(),  # type: ignore[misc]
            url=lambda request, rules=rules: reverse("new_warehouse_document", args=[rules.kind]),  # type: ignore[misc]
            permission="warehouse.add_warehousedocument",
            tone="warn",
            order=42 + 2 * position,
        )
    )
    register(
        Pile(
            caption=rules.plural,
            explanation="Open at your locations",
            count=lambda request, rules=rules: documents_of(request.user, rules.kind).count(),  # type: ignore[misc]
            url=lambda request, rules=rules: reverse("warehouse_documents", args=[rules.kind]),  # type: ignore[misc]
            permission="warehouse.view_warehousedocument",
            order=43 + 2 * position,
        )
    )
