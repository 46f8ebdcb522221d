"""What happened at the demo company, told event by event to the services."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from tracking.models import NumberComment, NumberInformation
from tracking.numbers.comments import save_comment
from tracking.numbers.keys import NumberKey
from tracking.numbers.services import save_number_card
from tracking.posting import post_document
from warehouse.counting.services import calculate_inventory
from warehouse.demo import files
from warehouse.demo.tracking_steps import track
from warehouse.documentkinds import WarehouseDocumentKind
from warehouse.documents.posting import post_warehouse_document
from warehouse.documents.services import create_document as create_warehouse_document
from warehouse.documents.services import release as release_shipment
from warehouse.models import Activity, Bin
from warehouse.services.pick_creation import create_inventory_pick
from warehouse.services.pick_posting import post_activity
from warehouse.services.pick_registering import register_pick
from warehouse.services.pick_work import autofill, change_line
from warehouse.services.shipment_picks import create_picks
from wms.documents.kinds import DocumentKind, Step
from wms.documents.models import Document, DocumentLine
from wms.documents.services.documents import create_document
from wms.documents.services.lines import add_line
from wms.documents.services.lines import change_line as change_document_line
from wms.documents.services.status import release
from wms.inventory.models import Customer, Item, Location, UnitOfMeasure, Vendor

Event = dict[str, Any]
# Who does what, unless an event says otherwise.
_ROLES = {
    "purchase_quote": "purchaser",
    "sales_quote": "sales",
    "purchase_order": "purchaser",
    "sales_order": "sales",
    "item_journal": "manager",
    "physical_inventory": "manager",
    "inventory_receipt": "manager",
    "inventory_shipment": "manager",
    "assembly_order": "manager",
    "production_order": "manager",
    "reclassification_journal": "manager",
    "transfer_order": "clerk",
    "inventory_pick": "clerk",
    "warehouse_receipt": "clerk",
    "warehouse_shipment": "clerk",
    "card": "manager",
}
_MOVEMENTS = (Step.SHIP, Step.RECEIVE)  # of transfer orders


def tell(*, today: date) -> None:
    """Every event of the story, in order."""
    story = _Story(today)
    for event in files.document("story"):
        story.tell(event)


class _Story:
    def __init__(self, today: date) -> None:
        self.today = today
        self.users = {user.username: user for user in User.objects.all()}
        self.items = {item.no: item for item in Item.objects.all()}
        self.places = {place.code: place for place in Location.objects.all()}
        self.units = {unit.code: unit for unit in UnitOfMeasure.objects.all()}
        self.orders: dict[str, Document] = {}

    def tell(self, event: Event) -> None:
        by = self.users[event.get("by") or _ROLES[event["do"]]]
        on = self.today + timedelta(days=event["day"])
        if event["do"] == "inventory_pick":
            self._pick(event, by, on)
        elif event["do"] == "card":
            self._card(event, on)
        elif event["do"] in WarehouseDocumentKind:
            self._warehouse_document(event, by, on)
        else:
            self._document(event, by, on)

    def _document(self, event: Event, by: User, on: date) -> None:
        kind = DocumentKind(event["do"])
        fields: dict[str, Any] = {
            "location": self.places[event["location"]],
            "description": event.get("description", ""),
            "external_document_no": event.get("external_no", ""),
        }
        if "vendor" in event:
            fields["vendor"] = Vendor.objects.get(no=event["vendor"])
        if "to" in event:
            fields |= {
                "transfer_to": self.places[event["to"]],
                "in_transit": self.places[event["over"]] if "over" in event else None,
                "direct_transfer": "over" not in event,
            }
        if "customer" in event:
            fields["customer"] = Customer.objects.get(no=event["customer"])
        document = create_document(kind=kind, by=by, order_date=on, **fields)
        for wanted in event["lines"]:
            self._line(document, wanted, by, on)
        for no in event.get("count", ()):
            calculate_inventory(
                document=document, by=by, location=document.location, item=self.items[no]
            )
        if "ref" in event:
            self.orders[event["ref"]] = document
        for then in event["then"]:
            if then == "release":
                document = release(document=document, by=by)
            elif then == "post":
                post_document(document=document, by=by, posting_date=on)
            elif then in _MOVEMENTS:
                post_document(document=document, by=by, posting_date=on, step=Step(then))

    def _line(self, document: Document, wanted: Event, by: User, on: date) -> None:
        item = self.items[wanted["item"]]
        fields: dict[str, Any] = {"quantity": Decimal(wanted.get("quantity", 0))}
        if "variant" in wanted:
            fields["variant"] = item.variants.get(code=wanted["variant"])
        if "unit" in wanted:
            fields["unit_of_measure"] = self.units[wanted["unit"]]
        if "bin" in wanted:
            fields["bin"] = Bin.objects.get(location=document.location, code=wanted["bin"])
        if "new_bin" in wanted:
            fields["new_bin"] = Bin.objects.get(
                location=document.transfer_to, code=wanted["new_bin"]
            )
        if "per" in wanted:
            fields["qty_per_output"] = Decimal(wanted["per"])
        if "entry_type" in wanted:
            fields["entry_type"] = wanted["entry_type"]
        line: DocumentLine = add_line(document=document, by=by, item=item, **fields)
        if "tracking" in wanted:
            track(line=line, steps=wanted["tracking"], by=by, on=on, today=self.today)
        if "to_handle" in wanted:
            change_document_line(line=line, by=by, qty_to_handle=Decimal(wanted["to_handle"]))

    def _pick(self, event: Event, by: User, on: date) -> None:
        order = self.orders[event["order"]]
        order.refresh_from_db()
        pick = create_inventory_pick(document=order, by=by, on=on)
        if "fill" in event["then"]:
            autofill(activity=pick, by=by)
        for line in pick.lines.order_by("line_no")[: event.get("handle", 0)]:
            change_line(line=line, by=by, qty_to_handle=line.quantity)
        if "post" in event["then"]:
            post_activity(activity=Activity.objects.get(pk=pick.pk), by=by, posting_date=on)

    def _warehouse_document(self, event: Event, by: User, on: date) -> None:
        document = create_warehouse_document(
            kind=WarehouseDocumentKind(event["do"]),
            location=self.places[event["location"]],
            sources=[self.orders[ref] for ref in event["orders"]],
            by=by,
            on=on,
        )
        if "release" in event["then"]:
            document = release_shipment(document=document, by=by)
        if "pick" in event["then"]:
            made = create_picks(document=document, by=by, work_date=on)
            for pick in made.picks:
                self._register(pick.activity, event.get("register", 0), by)
        if "post" in event["then"]:
            post_warehouse_document(document=document, by=by)

    def _register(self, pick: Activity, lines: int, by: User) -> None:
        """The first so many lines of a warehouse pick; the others wait."""
        if not lines:
            return
        for line in pick.lines.order_by("line_no")[lines:]:
            change_line(line=line, by=by, qty_to_handle=Decimal(0))
        register_pick(activity=pick, by=by)

    def _card(self, event: Event, on: date) -> None:
        item = self.items[event["item"]]
        card = save_number_card(
            card=NumberInformation(
                kind=event["kind"],
                item=item,
                variant=item.variants.get(code=""),
                number=event["number"],
                description=event["description"],
                test_quality=event["test_quality"],
                blocked=event["blocked"],
            )
        )
        for comment in event.get("comments", ()):
            save_comment(
                comment=NumberComment(
                    **NumberKey.of_card(card).columns,
                    date=on,
                    comment=comment,
                )
            )
