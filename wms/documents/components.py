"""Assembly and production: output lines, and the component lines that go into them (POST-161…165).

An assembly order has one output line; a production order has any number, and its components say into which
one they go.  ``qty_per_output`` is what one unit of the output takes; quantity and Qty. to Handle of such a
component follow those of its output line.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from wms.core.errors import RuleViolation, refuse_if_any
from wms.core.quantity import ZERO, rounded
from wms.documents import errors, providers
from wms.documents.kinds import OUTPUTS
from wms.documents.models import Document, DocumentLine

FOLLOWING = ("quantity", "quantity_base", "qty_to_handle", "qty_to_handle_base")


def outputs_of(document: Document) -> QuerySet[DocumentLine]:
    return document.lines.filter(entry_type__in=OUTPUTS).order_by("line_no")


def components_of(output: DocumentLine) -> QuerySet[DocumentLine]:
    """The lines that go into an output line; of an assembly order all of them."""
    lines = output.document.lines.exclude(entry_type__in=OUTPUTS)
    if output.document.rules.has_output_lines:
        lines = lines.filter(output_line_no=output.line_no)
    return lines


def output_of(component: DocumentLine) -> DocumentLine | None:
    """The line that a component goes into."""
    outputs = outputs_of(component.document)
    if component.document.rules.has_output_lines:
        outputs = outputs.filter(line_no=component.output_line_no or 0)
    return outputs.first()


def proposals(document: Document) -> dict[str, Any]:
    """The first line is what is made; those after it are what it is made of."""
    output = outputs_of(document).last()
    if output is None:
        return {}
    proposed: dict[str, Any] = {"entry_type": document.rules.line_entry_types[1]}
    if document.rules.has_output_lines:
        proposed["output_line_no"] = output.line_no
    return proposed


def follow_output(line: DocumentLine, given: frozenset[str]) -> frozenset[str]:
    """Put on the line what follows from its output; answers with the fields that are settled now."""
    if line.is_output:
        line.output_line_no = line.qty_per_output = None
        return given
    settles = not given.isdisjoint({"qty_per_output", "output_line_no"})
    if line.qty_per_output is None or not settles or ("quantity" in given and line.quantity):
        return given
    output = output_of(line)
    if output is None:
        return given
    line.quantity = rounded(line.qty_per_output * output.quantity)
    return given | {"quantity"}


def settle_to_handle(line: DocumentLine, output: DocumentLine | None) -> None:
    """What goes into what is to be made now, and never more than is open."""
    proposed = line.outstanding
    if output is not None and line.qty_per_output is not None:
        proposed = rounded(line.qty_per_output * output.qty_to_handle)
        proposed = sorted((ZERO, proposed, line.outstanding))[1]
    line.qty_to_handle = proposed
    line.qty_to_handle_base = (
        line.outstanding_base
        if proposed == line.outstanding
        else rounded(proposed * line.qty_per_unit)
    )


def make_components_follow(before: DocumentLine, output: DocumentLine) -> None:
    """After a change of an output line.  Reads and writes the components at once.

    Raises Refused when one would have less than is posted or tracked, or a part of a serial-tracked unit.
    """
    if not output.is_output or all(
        getattr(before, field) == getattr(output, field) for field in FOLLOWING
    ):
        return
    lines = list(
        components_of(output)
        .filter(qty_per_output__isnull=False)
        .select_related("item__item_tracking_code")
        .order_by("line_no")
    )
    tracked = providers.tracked(lines)
    violations: list[RuleViolation] = []
    for line in lines:
        line.document = output.document
        line.quantity = rounded((line.qty_per_output or ZERO) * output.quantity)
        line.quantity_base = rounded(line.quantity * line.qty_per_unit)
        settle_to_handle(line, output)
        violations += _following_violations(line, tracked[line.pk])
    refuse_if_any(violations)
    DocumentLine.objects.bulk_update(lines, FOLLOWING)


def violations(line: DocumentLine, where: dict[str, Any]) -> Iterator[RuleViolation]:
    """What a line of an assembly or production order must satisfy (POST-161, POST-164)."""
    rules = line.document.rules
    if not rules.makes_goods:
        return
    if line.is_output:
        if not rules.has_output_lines:
            other = outputs_of(line.document).exclude(line_no=line.line_no).first()
            if other is not None:
                yield errors.SecondOutput(other=other.line_no, **where)
        return
    if line.qty_per_output is not None and line.qty_per_output < 0:
        yield errors.QuantityPerNegative(value=line.qty_per_output, **where)
    if rules.has_output_lines and output_of(line) is None:
        if line.output_line_no is None:
            yield errors.OutputLineMissing(**where)
        else:
            yield errors.OutputLineUnknown(value=line.output_line_no, **where)


def output_kept_violations(
    line: DocumentLine, *, after: DocumentLine | None = None
) -> Iterator[RuleViolation]:
    """An output line stays one while components go into it."""
    if not (line.document.rules.has_output_lines and line.is_output):
        return
    if after is not None and after.is_output:
        return
    component = components_of(line).order_by("line_no").first()
    if component is not None:
        yield errors.OutputHasComponents(
            document=str(line.document), line_no=line.line_no, component=component.line_no
        )


def _following_violations(
    line: DocumentLine, tracked: providers.Tracked
) -> Iterator[RuleViolation]:
    where: dict[str, Any] = {"document": str(line.document), "line_no": line.line_no}
    least = max(abs(line.qty_handled_base), tracked.quantity)
    if abs(line.quantity_base) < least:
        yield errors.ComponentBelowTracked(
            item=line.item.no, quantity=abs(line.quantity_base), least=least, **where
        )
    code = line.item.item_tracking_code
    whole = line.quantity_base == line.quantity_base.to_integral_value()
    if code is not None and code.sn_specific_tracking and not whole:
        yield errors.NotWholeUnits(
            caption="Quantity", base=line.quantity_base, item=line.item.no, **where
        )
