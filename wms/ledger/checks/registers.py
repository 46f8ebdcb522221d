"""Registers: every entry stands in the range of the one posting that wrote it (POST-174)."""

from collections.abc import Iterator

from django.db.models import Count, Exists, Max, Min, OuterRef

from wms.ledger.checks.registry import Difference, check
from wms.ledger.models import ItemApplicationEntry, ItemLedgerEntry, LedgerCounter, Register


@check("POST-174", "Registers cover every entry once, and their ranges are right", over=Register)
def registers_cover_entries() -> Iterator[Difference]:
    """Entries of one posting are consecutive, so a range holds exactly the entries that point to it."""
    written = ItemLedgerEntry.objects.filter(register=OuterRef("no"), pk=OuterRef("from_entry_no"))
    for no, first, last in (
        Register.objects.exclude(Exists(written))
        .order_by("no")
        .values_list("no", "from_entry_no", "to_entry_no")
    ):
        yield Difference(
            where=f"Register {no}", expected=f"entries {first} to {last}", found=f"no entry {first}"
        )
    ranges = (
        ItemLedgerEntry.objects.values(
            "register_id", "register__from_entry_no", "register__to_entry_no"
        )
        .annotate(first=Min("pk"), last=Max("pk"), entries=Count("pk"))
        .order_by("register_id")
        .values_list(
            "register_id",
            "register__from_entry_no",
            "register__to_entry_no",
            "first",
            "last",
            "entries",
        )
    )
    for no, from_no, to_no, first, last, entries in ranges.iterator():
        if (first, last, entries) != (from_no, to_no, to_no - from_no + 1):
            yield Difference(
                where=f"Register {no}",
                expected=f"{to_no - from_no + 1} entries, {from_no} to {to_no}",
                found=f"{entries} entries, {first} to {last}",
            )


@check("POST-176", "The next numbers are beyond all that were given", over=LedgerCounter)
def counter_is_ahead() -> Iterator[Difference]:
    for name, model, noun in (
        ("next_entry_no", ItemLedgerEntry, "entry"),
        ("next_application_no", ItemApplicationEntry, "application"),
        ("next_register_no", Register, "register"),
    ):
        last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        behind = LedgerCounter.objects.filter(**{f"{name}__lte": last})
        for found in behind.values_list(name, flat=True):
            yield Difference(
                where=f"Ledger counter, next {noun} number",
                expected=f"more than {last}",
                found=str(found),
            )
