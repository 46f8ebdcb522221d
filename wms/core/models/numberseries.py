"""Number series: where the next number comes from (SET-101…127)."""

from django.db import models
from django.db.models import F, Q

from wms.core.models.seriesnumbers import clean_line
from wms.core.text import CodeField


class NumberSeries(models.Model):
    """A named source of numbers.  It hands them out through its lines."""

    code = CodeField("Code", max_length=20, unique=True)
    description = models.CharField("Description", max_length=100, blank=True)
    default_nos = models.BooleanField(
        "Default Nos.", default=True, help_text="Numbers are proposed automatically."
    )
    manual_nos = models.BooleanField(
        "Manual Nos.", default=True, help_text="People may type a number of their own."
    )
    date_order = models.BooleanField(
        "Date Order",
        default=False,
        help_text="Refuse a number for a date earlier than the last one used.",
    )

    class Meta:
        verbose_name = "No. Series"
        verbose_name_plural = "No. Series"
        constraints = [
            models.CheckConstraint(name="series_code_filled", condition=~Q(code="")),
            models.CheckConstraint(
                name="series_default_or_manual",
                condition=Q(default_nos=True) | Q(manual_nos=True),
                violation_error_message="Default Nos. and Manual Nos. cannot both be off (SET-101).",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RelatedSeries(models.Model):
    """Another series that people may choose where ``series`` is set up (SET-120)."""

    series = models.ForeignKey(NumberSeries, on_delete=models.CASCADE, related_name="relations")
    related = models.ForeignKey(
        NumberSeries,
        on_delete=models.PROTECT,
        related_name="related_to",
        verbose_name="Related Series",
    )

    class Meta:
        verbose_name = "Related Series"
        verbose_name_plural = "Related Series"
        constraints = [
            models.UniqueConstraint(name="related_series_once", fields=["series", "related"]),
            models.CheckConstraint(
                name="related_series_is_another",
                condition=~Q(series=F("related")),
                violation_error_message="A number series is not related to itself (SET-120).",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.related}"


class NumberSeriesLine(models.Model):
    """A run of numbers of a series, valid from a date on.

    ``last_no_used`` is "" until the first number was drawn.  With ``allow_gaps`` off the row stays locked
    until the drawing transaction ends, and a rolled-back one gives its number back (SET-121).
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.CASCADE, related_name="lines")
    starting_date = models.DateField("Starting Date", null=True, blank=True)
    starting_no = CodeField("Starting No.", max_length=20)
    ending_no = CodeField("Ending No.", max_length=20, blank=True)
    warning_no = CodeField("Warning No.", max_length=20, blank=True)
    increment_by = models.PositiveIntegerField("Increment-by No.", default=1)
    last_no_used = CodeField("Last No. Used", max_length=20, blank=True)
    last_date_used = models.DateField("Last Date Used", null=True, blank=True)
    allow_gaps = models.BooleanField(
        "Allow Gaps in Nos.",
        default=False,
        help_text="Drawing never waits for others; numbers of postings that fail stay unused.",
    )
    is_open = models.BooleanField("Open", default=True)

    known_before: "NumberSeriesLine | None"

    class Meta:
        verbose_name = "No. Series Line"
        constraints = [
            models.CheckConstraint(name="series_line_increment", condition=Q(increment_by__gte=1)),
            models.CheckConstraint(
                name="series_line_warning_needs_end",
                condition=Q(warning_no="") | ~Q(ending_no=""),
                violation_error_message="Warning No. needs an Ending No. (SET-113).",
            ),
        ]
        indexes = [
            models.Index("series", F("starting_date").desc(), "id", name="series_line_by_date"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.starting_no}"

    def clean(self) -> None:
        """The numbers of the line count alike; see ``clean_line``.

        ``known_before``, set by who has read it already, is the line as it is stored.
        """
        if not hasattr(self, "known_before"):
            self.known_before = NumberSeriesLine.objects.filter(pk=self.pk).first()
        clean_line(self, before=self.known_before)
