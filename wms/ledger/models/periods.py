"""Inventory periods: how far the book is closed."""

from django.db import models


class InventoryPeriod(models.Model):
    """The days up to ``ending_date``, from the end of the period before.

    While it is closed nothing is posted on its days (POST-109).  Periods close in the order of their dates
    and open again from the last, so what is closed has no gaps.
    """

    ending_date = models.DateField("Ending Date", unique=True)
    name = models.CharField("Name", max_length=50, blank=True)
    closed = models.BooleanField("Closed", default=False, editable=False)

    class Meta:
        verbose_name = "Inventory Period"
        permissions = [("close_inventoryperiod", "Can close and reopen Inventory Period")]

    def __str__(self) -> str:
        return f"Inventory period to {self.ending_date}"
