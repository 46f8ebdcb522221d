"""A document line goes to another bin only if that bin holds what is tracked on it (ITL-149)."""

from collections.abc import Iterable, Iterator

from django.db.models import F, QuerySet, Sum

from tracking.models import TrackingLine
from tracking.switches import CAPTION, KINDS, NUMBER_FIELD
from warehouse import errors
from warehouse.selectors.bin_contents import in_bin_of
from wms.core.errors import RuleViolation
from wms.core.quantity import ZERO
from wms.documents.guards import LineChange
from wms.documents.models import DocumentLine


class BinGuard:
    """Asked where goods leave; where they come in, any bin will do."""

    def change_violations(self, change: LineChange) -> Iterator[RuleViolation]:
        line = change.after
        contents = in_bin_of(line) if change.touches("bin") and line.outbound else None
        code = line.item.item_tracking_code
        if contents is None or code is None:
            return
        kinds = [kind for kind in KINDS if code.is_warehouse_tracked(kind)]
        fields = [NUMBER_FIELD[kind] for kind in kinds]
        if not fields:
            return
        tracked = TrackingLine.objects.filter(line=line.pk, session=None)
        wanted = tracked.values_list(*fields).annotate(open=Sum(F("quantity") - F("qty_handled")))
        held = {
            tuple(numbers): quantity
            for *numbers, quantity in contents.values_list(*fields).annotate(held=Sum("quantity"))
        }
        for *numbers, quantity in wanted.order_by(*fields):
            if any(numbers) and quantity > held.get(tuple(numbers), ZERO):
                names = [
                    f"{CAPTION[kind]} {number}"
                    for kind, number in zip(kinds, numbers, strict=True)
                    if number
                ]
                yield errors.BinHoldsTooLittle(
                    document=str(line.document),
                    line_no=line.line_no,
                    bin=line.bin,
                    held=held.get(tuple(numbers), ZERO),
                    numbers=" / ".join(names),
                    tracked=quantity,
                )
                return  # the first one tells enough: it is the bin that does not fit

    def deletion_violations(self, lines: QuerySet[DocumentLine]) -> Iterable[RuleViolation]:
        return ()
