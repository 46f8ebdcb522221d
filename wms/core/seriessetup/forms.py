from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.recordforms import RecordForm, page_field
from wms.core.seriessetup.policies import RELATED_SERIES, SERIES, SERIES_LINE

LINE_FIELDS = (
    "starting_date",
    "starting_no",
    "ending_no",
    "warning_no",
    "increment_by",
    "allow_gaps",
    "last_no_used",
    "last_date_used",
)


class NumberSeriesForm(RecordForm):
    policy = SERIES

    class Meta:
        model = NumberSeries
        fields = ["code", "description", "default_nos", "manual_nos", "date_order"]
        formfield_callback = page_field


class NumberSeriesLineForm(RecordForm):
    policy = SERIES_LINE

    class Meta:
        model = NumberSeriesLine
        fields = LINE_FIELDS
        formfield_callback = page_field


class RelatedSeriesForm(RecordForm):
    policy = RELATED_SERIES

    class Meta:
        model = RelatedSeries
        fields = ["related"]
        formfield_callback = page_field
