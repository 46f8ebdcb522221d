"""A small book written straight into the tables, and ways to damage it past its guards."""

from datetime import date
from decimal import Decimal

from django.db import connection

from tests.factories import LocationFactory, UserFactory
from tests.factories.setup import CustomerFactory, VendorFactory
from wms.core.sql import table
from wms.documents.kinds import EntryType
from wms.ledger import seals
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, LedgerCounter, Register

JAN_2 = date(2026, 1, 2)


class Book:
    """Writes entries as a posting would: ``posting()`` starts a register, then ``receive`` and so on."""

    def __init__(self):
        self.by = UserFactory()
        self.east = LocationFactory()
        self.register = None

    def posting(self, source="purchase_order") -> Register:
        counter = LedgerCounter.objects.get()
        first = counter.next_entry_no
        self.register = Register(
            no=counter.next_register_no,
            from_entry_no=first,
            to_entry_no=first,
            source=source,
            posted_by=self.by,
        )
        self.written = []
        return self.register

    def receive(self, item, quantity, *, on=JAN_2, **values) -> ItemLedgerEntry:
        entry = self._entry(
            item, quantity, entry_type=EntryType.PURCHASE, vendor=VendorFactory(), on=on, **values
        )
        self._apply(entry, inbound=entry, quantity=quantity)
        return entry

    def ship(self, item, quantity, *, sources, on=JAN_2, **values) -> ItemLedgerEntry:
        """``sources``: ``{inbound entry: quantity}``."""
        entry = self._entry(
            item,
            -quantity,
            entry_type=EntryType.SALE,
            remaining_quantity=-quantity + sum(sources.values()),
            shipped_qty_not_returned=-quantity,
            customer=CustomerFactory(),
            on=on,
            **values,
        )
        self._consume(entry, sources)
        return entry

    def rename(self, item, sources, *, new, on=JAN_2, location=None, **old):
        """The pair of a reclassification: negative half first, then a positive one for each source."""
        total = sum(sources.values())
        minus = self._entry(
            item,
            -total,
            entry_type=EntryType.TRANSFER,
            invoiced_quantity=-total,
            remaining_quantity=0,
            on=on,
            **old,
        )
        self._consume(minus, sources)
        halves = []
        for source, taken in sources.items():
            plus = self._entry(
                item,
                taken,
                entry_type=EntryType.TRANSFER,
                location=location or self.east,
                on=on,
                **new,
            )
            self._apply(plus, inbound=plus, outbound=minus, transferred_from=source, quantity=taken)
            halves.append(plus)
        return minus, *halves

    def give_back(self, shipment, quantity, *, on=JAN_2) -> ItemLedgerEntry:
        """A return applied from a shipment."""
        entry = self._entry(
            shipment.item,
            quantity,
            entry_type=EntryType.SALE,
            serial_no=shipment.serial_no,
            lot_no=shipment.lot_no,
            customer=shipment.customer,
            on=on,
        )
        self._apply(entry, inbound=entry, outbound=shipment, quantity=quantity)
        ItemLedgerEntry.objects.filter(pk=shipment.pk).update(
            shipped_qty_not_returned=Decimal(shipment.shipped_qty_not_returned + quantity)
        )
        return entry

    def _entry(self, item, quantity, *, on, **values) -> ItemLedgerEntry:
        counter = LedgerCounter.objects.get()
        entry = ItemLedgerEntry(
            **{
                "entry_no": counter.next_entry_no,
                "item": item,
                "variant": item.variants.get(code=""),
                "location": self.east,
                "posting_date": on,
                "document_date": on,
                "document_no": f"D{counter.next_register_no}",
                "document_line_no": 10000,
                "quantity": quantity,
                "invoiced_quantity": 0,
                "remaining_quantity": quantity,
                "shipped_qty_not_returned": 0,
                "unit_of_measure_code": "PCS",
                "qty_per_unit": 1,
            }
            | values
        )
        self._registered(entry.entry_no)
        entry.register_id = self.register.no
        entry.save(force_insert=True)
        return entry

    def _registered(self, entry_no) -> None:
        """The register stands once its range is known; it grows with the entries of its posting."""
        if not self.written:
            self.register.save(force_insert=True)
        else:
            with unguarded("ledger_register"):
                Register.objects.filter(pk=self.register.pk).update(to_entry_no=entry_no)
        self.written.append(entry_no)
        LedgerCounter.objects.update(
            next_entry_no=entry_no + 1, next_register_no=self.register.no + 1
        )

    def _apply(self, entry, *, inbound, quantity, outbound=None, transferred_from=None) -> None:
        counter = LedgerCounter.objects.get()
        ItemApplicationEntry.objects.create(
            entry_no=counter.next_application_no,
            item=entry.item,
            item_ledger_entry=entry,
            inbound_entry=inbound,
            outbound_entry=outbound,
            transferred_from_entry=transferred_from,
            quantity=quantity,
            posting_date=entry.posting_date,
        )
        LedgerCounter.objects.update(next_application_no=counter.next_application_no + 1)

    def _consume(self, entry, sources) -> None:
        for source, taken in sources.items():
            self._apply(entry, inbound=source, outbound=entry, quantity=-taken)
            source.refresh_from_db()
            source.remaining_quantity -= taken
            source.save(update_fields=["remaining_quantity"])


def seal_all() -> None:
    """As each posting does for itself: what is written now is what was posted."""
    seals.seal_unsealed()


class unguarded:  # noqa: N801 (reads as a statement)
    """Inside, the guards of these tables do not stand: neither triggers nor foreign keys."""

    def __init__(self, *tables: str):
        self.tables = tables

    def __enter__(self):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("set constraints all immediate")
                cursor.execute("set session_replication_role = replica")
                return
            cursor.execute(
                "select name, sql from sqlite_master where type = 'trigger' and tbl_name in "
                f"({', '.join(['%s'] * len(self.tables))})",
                self.tables,
            )
            self.triggers = dict(cursor.fetchall())
            for name in self.triggers:
                cursor.execute(f"drop trigger {name}")

    def __exit__(self, *_):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("set session_replication_role = origin")
                return
            for sql in self.triggers.values():
                cursor.execute(sql)


def damage(model, pk, **changes) -> None:
    """Change one posted row past every trigger, as somebody with a database prompt would."""
    with unguarded(table(model)):
        model._base_manager.filter(pk=pk).update(**changes)


def without_constraint(model, name: str) -> None:
    """Drop a CHECK or unique constraint for the rest of the test (the transaction is rolled back)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            cursor.execute(f"alter table {table(model)} drop constraint if exists {name}")
            cursor.execute(f"drop index if exists {name}")
        else:
            cursor.execute("pragma ignore_check_constraints = on")
            cursor.execute(f"drop index if exists {name}")
