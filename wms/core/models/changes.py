"""The change log of set-up records."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ChangeSource(models.TextChoices):
    PAGE = "page", "Page"
    ADMIN = "admin", "Administration"
    IMPORT = "import", "Import"
    JOB = "job", "Job"
    COMMAND = "command", "Command"


class ChangeAction(models.TextChoices):
    MADE = "made", "Made"
    CHANGED = "changed", "Changed"
    DELETED = "deleted", "Deleted"


class SetupChange(models.Model):
    """One field of a set-up record that somebody filled, changed or emptied.

    Written by ``wms.core.records`` in the transaction of the change itself, and never changed.  Values
    are written as people read them: captions and codes, no ids; "" where nothing stood.  A record that
    was made or deleted has a row for each field that was not blank.
    ``table_name`` and ``record_id`` name the record for good, ``record`` says what it was called then.
    ``card_table`` and ``card_id`` name the card that shows it: for a line, the record that it belongs to.
    """

    Action = ChangeAction
    Source = ChangeSource

    changed_at = models.DateTimeField("Changed At")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="Changed By",
    )
    source = models.CharField("From", max_length=7, choices=ChangeSource)
    action = models.CharField("Action", max_length=7, choices=ChangeAction)
    table_name = models.CharField("Table", max_length=60)
    record_id = models.BigIntegerField()
    record = models.CharField("Record", max_length=200)
    field = models.CharField("Field", max_length=60)
    old = models.TextField("Old Value", blank=True)
    new = models.TextField("New Value", blank=True)
    card_table = models.CharField(max_length=60)
    card_id = models.BigIntegerField()

    class Meta:
        verbose_name = "Change of Set-up"
        verbose_name_plural = "Changes of Set-up"
        constraints = [
            models.CheckConstraint(
                name="setup_change_names_field", condition=~Q(field="") & ~Q(record="")
            ),
        ]
        indexes = [
            models.Index(fields=["card_table", "card_id", "id"], name="setup_change_by_card"),
            models.Index(fields=["card_table", "id"], name="setup_change_by_table"),
        ]

    def __str__(self) -> str:
        return f"{self.record}, {self.field}"
