"""Seals: what makes a change behind the application's back show."""

from django.db import models
from django.db.models import Q

from wms.ledger.models.registers import Register


class RegisterSeal(models.Model):
    """The fingerprint of one posting: its register, its entries, its applications, and the seal before.

    So a row that is changed, torn out or slipped in no longer fits its own seal, and a seal that is made
    to fit no longer fits the next one.  ``version`` tells which columns were read (``wms.ledger.seals``).
    ``last_application_no`` is one less than the first when nothing was applied.
    """

    register = models.OneToOneField(
        Register, on_delete=models.PROTECT, primary_key=True, related_name="seal"
    )
    first_application_no = models.BigIntegerField()
    last_application_no = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    digest = models.CharField("Seal", max_length=64)

    class Meta:
        verbose_name = "Register Seal"
        constraints = [models.CheckConstraint(name="seal_filled", condition=~Q(digest=""))]

    def __str__(self) -> str:
        return f"Seal of register {self.register_id}"
