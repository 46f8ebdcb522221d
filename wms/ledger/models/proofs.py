"""What checking the whole book found, and when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LedgerProof(models.Model):
    """One run over every invariant of the book: nightly, from its page, or by ``check_ledger``.

    ``results``: a list of ``{"rule", "title", "rows", "differences", "told"}``, one for each check, in
    their order; ``told`` are the first differences in words.  ``seal`` is that of the last register then.
    """

    started_at = models.DateTimeField("Started At")
    finished_at = models.DateTimeField("Finished At")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        verbose_name="Asked By",
    )
    rows = models.BigIntegerField("Rows Checked")
    differences = models.BigIntegerField("Differences")
    seal = models.CharField("Seal", max_length=64, blank=True)
    results = models.JSONField("Results", default=list)

    class Meta:
        verbose_name = "Ledger Check"
        verbose_name_plural = "Ledger Checks"
        constraints = [
            models.CheckConstraint(
                name="ledger_proof_counts",
                condition=Q(rows__gte=0, differences__gte=0, finished_at__gte=F("started_at")),
            )
        ]

    def __str__(self) -> str:
        return f"Ledger check {self.pk}"
