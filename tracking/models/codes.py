"""Item tracking codes: which numbers an item carries, and when (SET-031…073)."""

from django.db import models
from django.db.models import Q

from tracking.models.groups import TrackingDimensionGroup
from tracking.switches import DIRECTIONAL, PREFIX
from wms.core.text import CodeField


def _switch(caption: str, help_text: str) -> models.BooleanField:
    return models.BooleanField(caption, default=False, help_text=help_text)


class ItemTrackingCode(models.Model):
    """The policy of an item for serial, lot and package numbers.

    Three switches of the same meaning stand side by side: ``sn_…``, ``lot_…`` and ``package_…``.
    *X Specific Tracking*: the number that came in must go out; it turns all per-document switches of X on.
    The per-document switches only say where a number must be stated (SET-037).
    """

    code = CodeField("Code", max_length=10, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)
    tracking_dimension_group = models.ForeignKey(
        TrackingDimensionGroup,
        on_delete=models.PROTECT,
        related_name="item_tracking_codes",
        null=True,
        blank=True,
        verbose_name="Tracking Dimension Group",
        help_text="At which step serial numbers become known; blank: the switches of this code alone say.",
    )

    sn_specific_tracking = _switch(
        "SN Specific Tracking",
        "The serial number that came in must go out: stock leaves only under its own serial number.",
    )
    sn_warehouse_tracking = _switch(
        "SN Warehouse Tracking", "Warehouse documents and bins carry serial numbers."
    )
    sn_purchase_inbound_tracking = _switch(
        "SN Purchase Inbound Tracking", "Serial numbers are required when goods bought come in."
    )
    sn_purchase_outbound_tracking = _switch(
        "SN Purchase Outbound Tracking",
        "Serial numbers are required when goods go back to a vendor.",
    )
    sn_sales_inbound_tracking = _switch(
        "SN Sales Inbound Tracking",
        "Serial numbers are required when goods come back from a customer.",
    )
    sn_sales_outbound_tracking = _switch(
        "SN Sales Outbound Tracking", "Serial numbers are required when goods are sold."
    )
    sn_pos_adjmt_inbound_tracking = _switch(
        "SN Pos. Adjmt. Inb. Tracking", "Serial numbers are required for positive adjustments."
    )
    sn_pos_adjmt_outbound_tracking = _switch(
        "SN Pos. Adjmt. Outb. Tracking",
        "Serial numbers are required for negative quantities on positive adjustments.",
    )
    sn_neg_adjmt_inbound_tracking = _switch(
        "SN Neg. Adjmt. Inb. Tracking",
        "Serial numbers are required for negative quantities on negative adjustments.",
    )
    sn_neg_adjmt_outbound_tracking = _switch(
        "SN Neg. Adjmt. Outb. Tracking", "Serial numbers are required for negative adjustments."
    )
    sn_assembly_inbound_tracking = _switch(
        "SN Assembly Inbound Tracking", "Serial numbers are required for assembled goods."
    )
    sn_assembly_outbound_tracking = _switch(
        "SN Assembly Outbound Tracking", "Serial numbers are required for assembly components."
    )
    sn_manuf_inbound_tracking = _switch(
        "SN Manuf. Inbound Tracking", "Serial numbers are required for production output."
    )
    sn_manuf_outbound_tracking = _switch(
        "SN Manuf. Outbound Tracking", "Serial numbers are required for production consumption."
    )
    sn_transfer_tracking = _switch(
        "SN Transfer Tracking", "Serial numbers are required for transfers and reclassifications."
    )
    sn_info_inbound_must_exist = _switch(
        "SN Info. Inbound Must Exist",
        "A serial no. information card must exist before goods come in.",
    )
    sn_info_outbound_must_exist = _switch(
        "SN Info. Outbound Must Exist",
        "A serial no. information card must exist before goods go out.",
    )
    create_sn_info_on_posting = _switch(
        "Create SN Info. on posting",
        "Posting creates the serial no. information cards that are missing.",
    )

    lot_specific_tracking = _switch(
        "Lot Specific Tracking",
        "The lot number that came in must go out: stock leaves only under its own lot number.",
    )
    lot_warehouse_tracking = _switch(
        "Lot Warehouse Tracking", "Warehouse documents and bins carry lot numbers."
    )
    lot_purchase_inbound_tracking = _switch(
        "Lot Purchase Inbound Tracking", "Lot numbers are required when goods bought come in."
    )
    lot_purchase_outbound_tracking = _switch(
        "Lot Purchase Outbound Tracking", "Lot numbers are required when goods go back to a vendor."
    )
    lot_sales_inbound_tracking = _switch(
        "Lot Sales Inbound Tracking",
        "Lot numbers are required when goods come back from a customer.",
    )
    lot_sales_outbound_tracking = _switch(
        "Lot Sales Outbound Tracking", "Lot numbers are required when goods are sold."
    )
    lot_pos_adjmt_inbound_tracking = _switch(
        "Lot Pos. Adjmt. Inb. Tracking", "Lot numbers are required for positive adjustments."
    )
    lot_pos_adjmt_outbound_tracking = _switch(
        "Lot Pos. Adjmt. Outb. Tracking",
        "Lot numbers are required for negative quantities on positive adjustments.",
    )
    lot_neg_adjmt_inbound_tracking = _switch(
        "Lot Neg. Adjmt. Inb. Tracking",
        "Lot numbers are required for negative quantities on negative adjustments.",
    )
    lot_neg_adjmt_outbound_tracking = _switch(
        "Lot Neg. Adjmt. Outb. Tracking", "Lot numbers are required for negative adjustments."
    )
    lot_assembly_inbound_tracking = _switch(
        "Lot Assembly Inbound Tracking", "Lot numbers are required for assembled goods."
    )
    lot_assembly_outbound_tracking = _switch(
        "Lot Assembly Outbound Tracking", "Lot numbers are required for assembly components."
    )
    lot_manuf_inbound_tracking = _switch(
        "Lot Manuf. Inbound Tracking", "Lot numbers are required for production output."
    )
    lot_manuf_outbound_tracking = _switch(
        "Lot Manuf. Outbound Tracking", "Lot numbers are required for production consumption."
    )
    lot_transfer_tracking = _switch(
        "Lot Transfer Tracking", "Lot numbers are required for transfers and reclassifications."
    )
    lot_info_inbound_must_exist = _switch(
        "Lot Info. Inbound Must Exist",
        "A lot no. information card must exist before goods come in.",
    )
    lot_info_outbound_must_exist = _switch(
        "Lot Info. Outbound Must Exist",
        "A lot no. information card must exist before goods go out.",
    )
    create_lot_info_on_posting = _switch(
        "Create Lot No. Info. on posting",
        "Posting creates the lot no. information cards that are missing.",
    )

    package_specific_tracking = _switch(
        "Package Specific Tracking",
        "The package number that came in must go out: stock leaves only under its own package number.",
    )
    package_warehouse_tracking = _switch(
        "Package Warehouse Tracking", "Warehouse documents and bins carry package numbers."
    )
    package_purchase_inbound_tracking = _switch(
        "Package Purchase Inb. Tracking", "Package numbers are required when goods bought come in."
    )
    package_purchase_outbound_tracking = _switch(
        "Package Purch. Outb. Tracking",
        "Package numbers are required when goods go back to a vendor.",
    )
    package_sales_inbound_tracking = _switch(
        "Package Sales Inbound Tracking",
        "Package numbers are required when goods come back from a customer.",
    )
    package_sales_outbound_tracking = _switch(
        "Package Sales Outb. Tracking", "Package numbers are required when goods are sold."
    )
    package_pos_adjmt_inbound_tracking = _switch(
        "Package Pos. Inb. Tracking", "Package numbers are required for positive adjustments."
    )
    package_pos_adjmt_outbound_tracking = _switch(
        "Package Pos. Outb. Tracking",
        "Package numbers are required for negative quantities on positive adjustments.",
    )
    package_neg_adjmt_inbound_tracking = _switch(
        "Package Neg. Inb. Tracking",
        "Package numbers are required for negative quantities on negative adjustments.",
    )
    package_neg_adjmt_outbound_tracking = _switch(
        "Package Neg. Outb. Tracking", "Package numbers are required for negative adjustments."
    )
    package_assembly_inbound_tracking = _switch(
        "Package Assembly Inb. Tracking", "Package numbers are required for assembled goods."
    )
    package_assembly_outbound_tracking = _switch(
        "Package Assembly Out. Tracking", "Package numbers are required for assembly components."
    )
    package_manuf_inbound_tracking = _switch(
        "Package Manuf. Inb. Tracking", "Package numbers are required for production output."
    )
    package_manuf_outbound_tracking = _switch(
        "Package Manuf. Outb. Tracking", "Package numbers are required for production consumption."
    )
    package_transfer_tracking = _switch(
        "Package Transfer Tracking",
        "Package numbers are required for transfers and reclassifications.",
    )
    package_info_inbound_must_exist = _switch(
        "Package Info. Inb. Must Exist",
        "A package no. information card must exist before goods come in.",
    )
    package_info_outbound_must_exist = _switch(
        "Package Info. Outb. Must Exist",
        "A package no. information card must exist before goods go out.",
    )

    warranty_date_formula = models.CharField(
        "Warranty Date Formula",
        max_length=20,
        blank=True,
        help_text="From the document date to the last day of warranty, such as 1Y or 2Y-1D.",
    )
    require_warranty_date_entry = _switch(
        "Require Warranty Date Entry", "A warranty date must be entered; the formula does not do."
    )
    use_expiration_dates = _switch(
        "Use Expiration Dates", "Numbers of items with this code have an expiration date."
    )
    require_expiration_date_entry = _switch(
        "Require Expiration Date Entry", "Goods come in only with an expiration date."
    )
    strict_expiration_posting = _switch(
        "Strict Expiration Posting",
        "Expired goods cannot be sold, consumed or transferred by order.",
    )

    class Meta:
        verbose_name = "Item Tracking Code"
        constraints = [
            models.CheckConstraint(name="tracking_code_filled", condition=~Q(code="")),
            models.CheckConstraint(
                name="tracking_code_expiration_switches",
                condition=Q(use_expiration_dates=True)
                | Q(require_expiration_date_entry=False, strict_expiration_posting=False),
                violation_error_message="Require Expiration Date Entry and Strict Expiration Posting need "
                "Use Expiration Dates (SET-058). Switch them off first.",
            ),
            *(
                models.CheckConstraint(
                    name=f"tracking_code_{prefix}_specific",
                    condition=Q(**{f"{prefix}_specific_tracking": False})
                    | Q(**{f"{prefix}_{switch}": True for switch in DIRECTIONAL}),
                    violation_error_message="Specific tracking needs every per-document switch of its kind "
                    "(SET-052, SET-053). Switch the specific tracking off first.",
                )
                for prefix in PREFIX.values()
            ),
            *(
                models.CheckConstraint(
                    name=f"tracking_code_{prefix}_warehouse",
                    condition=Q(**{f"{prefix}_warehouse_tracking": False})
                    | Q(**{f"{prefix}_specific_tracking": True}),
                    violation_error_message="Warehouse tracking needs the specific tracking of its kind "
                    "(SET-055). Switch that on first.",
                )
                for prefix in PREFIX.values()
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_specific(self, kind: str) -> bool:
        """Whether numbers of this kind ("serial", "lot", "package") follow the goods."""
        return bool(getattr(self, f"{PREFIX[kind]}_specific_tracking"))

    def is_warehouse_tracked(self, kind: str) -> bool:
        return bool(getattr(self, f"{PREFIX[kind]}_warehouse_tracking"))
