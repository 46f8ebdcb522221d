"""Registers: one row for each posting, and the counter that hands out entry numbers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LedgerCounter(models.Model):
    """One row, made by a migration.  The last lock a posting takes, held until it commits.

    So entry numbers increase in commit order (POST-176) and the entries of a posting are consecutive.
    """

    next_entry_no = models.BigIntegerField(default=1)
    next_application_no = models.BigIntegerField(default=1)
    next_register_no = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_counter_single", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"next entry {self.next_entry_no}"


class Register(models.Model):
    """One posting: which entries it wrote, who, when, from where (POST-174).

    ``request_key``: the same key posts once (POST-171).  ``source`` names the function, such as
    "purchase_order" or "reclassify_tracking".
    """

    no = models.BigIntegerField("Register No.", primary_key=True)
    from_entry_no = models.BigIntegerField("From Entry No.")
    to_entry_no = models.BigIntegerField("To Entry No.")
    source = models.CharField("Source", max_length=40)
    document_no = models.CharField("Document No.", max_length=20, blank=True)
    request_key = models.CharField("Request Key", max_length=100, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="register_request_key_once",
                fields=["request_key"],
                condition=~Q(request_key=""),
            ),
            models.CheckConstraint(
                name="register_entry_range", condition=Q(to_entry_no__gte=F("from_entry_no"))
            ),
        ]

    def __str__(self) -> str:
        return f"Register {self.no}"
