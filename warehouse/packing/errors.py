"""How refusals of the packing station are worded."""

from typing import Any

from wms.core.errors import RuleViolation


class ContainerGone(RuleViolation):
    code = "container-gone"
    rule = "WHS-267"
    template = "It no longer exists. Open the order at the packing station again."


class NothingPackedHere(RuleViolation):
    code = "nothing-to-pack"
    rule = "PACK-008"
    template = (
        "Nothing on it is packed at location {location}: only outstanding lines of stock items of sales and "
        "transfer orders are, at locations with Require Packing and without Require Shipment and Require Pick."
    )


class LineNotPackedHere(RuleViolation):
    code = "wrong-item"
    rule = "PACK-009"
    field = "line"
    template = "Item {item} is not among the lines that are still to pack for {source}."


class TooMuchPacked(RuleViolation):
    code = "qty-exceeded"
    rule = "PACK-009"
    field = "quantity"
    template = "Item {item}: {left} to pack, {asked} given. Pack no more than is left."


class QuantityNotPositive(RuleViolation):
    code = "quantity-not-positive"
    rule = "PACK-009"
    field = "quantity"
    template = "Enter how many of item {item} are packed, as a number of more than 0."


class NotMultiple(RuleViolation):
    code = "quantity-not-multiple"
    rule = "SET-021"
    field = "quantity"
    template = (
        "{quantity} of item {item} is not a multiple of {precision}, its Qty. Rounding Precision. "
        "Enter one that is."
    )


class SerialNeeded(RuleViolation):
    code = "track-missing"
    rule = "CAP-044"
    field = "serials"
    template = "Serial number needed: item {item}, container {container}. Scan one for each unit."


class SerialNotTaken(RuleViolation):
    code = "number-not-wanted"
    rule = "PACK-012"
    field = "serials"
    template = "Item {item} carries no serial numbers. Enter how many are packed."


class SerialNotNamed(RuleViolation):
    """``named``: serials of the order that are not packed yet, as a sentence; "" without any."""

    code = "wrong-expected"
    rule = "PACK-012"
    field = "serials"
    template = (
        "Serial number {number} of item {item} is not for {source}, whose item tracking names others."
        "{named} Pack one of those, or change Item Tracking Lines there."
    )


class SerialNotHere(RuleViolation):
    code = "not-on-hand"
    rule = "PACK-012"
    field = "serials"
    template = (
        "Serial number {number} of item {item} is not on hand at location {location}.{offers} Scan one "
        "that is there."
    )


class SerialInOtherLot(RuleViolation):
    """``where``: where it lies; ``word``: lot or package."""

    code = "wrong-expected"
    rule = "PACK-012"
    field = "serials"
    template = (
        "Serial number {number} of item {item} lies {where}, not in {word} {given}. Scan one of that {word}, "
        "or leave the {word} blank."
    )


class NumberNotTaken(RuleViolation):
    code = "number-not-wanted"
    rule = "PACK-012"
    field = "lot_no"
    template = "Item {item} carries no {caption} here, so {number} is not packed with it. Leave the field blank."


class LotNotToPack(RuleViolation):
    """``lots``: those that are there, as a sentence; "" without any."""

    code = "wrong-expected"
    rule = "PACK-011"
    field = "lot_no"
    template = (
        "{caption} {number} of item {item} is not to be packed for {source}.{lots} Scan one of those "
        "that are."
    )


class LotUndecided(RuleViolation):
    code = "track-missing"
    rule = "PACK-011"
    field = "lot_no"
    template = "Item {item}: several {plural} can be packed ({lots}). Scan or choose one first."


class LotMissing(RuleViolation):
    code = "track-missing"
    rule = "PACK-011"
    field = "lot_no"
    template = "{caption} is blank for item {item}, and none is on hand at location {location}. Scan or enter it."


class NotEnoughToPack(RuleViolation):
    code = "not-on-hand"
    rule = "PACK-009"
    field = "quantity"
    template = (
        "Item {item}{numbers}: {available} at location {location} and in no container yet, {asked} given. "
        "Pack less, or take others."
    )


class NotInContainer(RuleViolation):
    code = "not-in-container"
    rule = "PACK-015"
    template = "{number} is not in container {container}."


class UnpackedTooMuch(RuleViolation):
    code = "qty-exceeded"
    rule = "PACK-015"
    field = "quantity"
    template = "Container {container} holds {held} of item {item}{numbers}, not {asked}. Take out no more than that."


class ContainerNotOpen(RuleViolation):
    """``way_out``: what to do first, as a sentence."""

    code = "container-closed"
    rule = "PACK-018"
    template = "Container {container} is {status}.{way_out}"


class ContainerEmpty(RuleViolation):
    code = "container-empty"
    rule = "PACK-016"
    template = "Container {container} is empty. Pack something, or cancel it."


class ContainerNotEmpty(RuleViolation):
    code = "container-not-empty"
    rule = "PACK-018"
    template = "Container {container} is not empty, so it cannot be cancelled. Take out what is in it first."


class NumbersMissing(RuleViolation):
    """A container is not closed while a unit in it lacks a number."""

    code = "track-missing"
    rule = "CAP-045"
    field = "serials"
    template = (
        "Container {container}: {missing} of item {item} {verb} no {word}. "
        "Take them out and pack them with it."
    )


class ContainersStillOpen(RuleViolation):
    code = "container-open"
    rule = "PACK-027"
    template = "{containers} still open. Close what is to go, or ship closed containers only."


class NothingToShip(RuleViolation):
    code = "nothing-to-post"
    rule = "PACK-025"
    template = "No closed container of it stands at location {location}. Pack and close one first."


class ShippedFromContainers(RuleViolation):
    code = "posted-through-packing"
    rule = "PACK-025"
    field = "qty_to_handle"
    template = (
        "Item {item} cannot be posted from here, because location {location} has Require Packing. Pack it at "
        "the packing station, and ship its container there."
    )


class PackedForAnother(RuleViolation):
    code = "serial-in-progress"
    rule = "CAP-036"
    field = "serial_no"
    template = (
        "Serial number {number} of item {item} is packed in container {container} for {source}. Take it out "
        "there first, or use another one."
    )


class ContainerComesBackWhole(RuleViolation):
    code = "undo-not-possible"
    rule = "CAP-051"
    template = (
        "Container {container} comes back as a whole, and item {item} of line {other} is in it too. Choose all "
        "lines of that container."
    )


class SerialPackedSince(RuleViolation):
    code = "serial-in-progress"
    rule = "CAP-051"
    field = "serial_no"
    template = (
        "Serial number {number} of item {item} was packed again since, in container {container}. Take it out "
        "there first."
    )


class PackedGoodsLeave(RuleViolation):
    """``numbers``: those of the lot or package that is meant, in words.  Quantities in base units."""

    code = "packed-goods"
    rule = "PACK-009"
    field = "quantity"
    template = (
        "Item {item}{numbers}: of {held} at location {location} {packed} are packed, {container} for {source}, "
        "so at most {free} can leave, not {leaving}. Post less, or take them out there first."
    )


class StepFixedByContainer(RuleViolation):
    code = "entries-exist"
    rule = "CAP-015"
    field = "capture_serial_no"
    template = (
        "Capture Serial No. cannot be changed: item {item} is packed in {container}. "
        "Ship or unpack that first."
    )


class PackingFixedByContainer(RuleViolation):
    code = "policy-fixed-by-document"
    rule = "SET-134"
    template = "{label} cannot be changed: {container} is not shipped yet. Ship it, or take out what is in it."

    def __init__(self, *, field: str, **values: Any) -> None:
        super().__init__(**values)
        self.field = field
