"""Warehouse Setup: one row, made by a migration."""

from django.db import models
from django.db.models import Q

from wms.core.models import NumberSeries


class WarehouseSetup(models.Model):
    """The Require switches for lines without location stand on the blank location (docs/adr/0002)."""

    inventory_pick_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Inventory Pick Nos.",
    )
    posted_inventory_pick_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Posted Inventory Pick Nos.",
    )
    container_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Container Nos.",
    )

    warehouse_journal_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Warehouse Journal Nos.",
    )
    whse_receipt_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Whse. Receipt Nos.",
    )
    posted_whse_receipt_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Posted Whse. Receipt Nos.",
    )
    whse_shipment_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Whse. Shipment Nos.",
    )
    posted_whse_shipment_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Posted Whse. Shipment Nos.",
    )
    whse_pick_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Whse. Pick Nos.",
    )
    registered_whse_pick_nos = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Registered Whse. Pick Nos.",
    )

    class Meta:
        verbose_name = "Warehouse Setup"
        verbose_name_plural = "Warehouse Setup"
        constraints = [models.CheckConstraint(name="warehouse_setup_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return "Warehouse Setup"
