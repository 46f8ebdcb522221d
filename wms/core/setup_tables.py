"""Number series and their lines as files."""

from wms.core import tables
from wms.core.models import NumberSeries, NumberSeriesLine, RelatedSeries
from wms.core.seriessetup import services
from wms.core.tables import Table, columns_of

tables.register(
    Table(
        name="number-series",
        model=NumberSeries,
        key=("code",),
        columns=columns_of(NumberSeries),
        save=lambda series: services.save_series(series=series),
        save_all=lambda found: services.save_all_series(series=found),
        order=("code",),
        rank=10,
    )
)
tables.register(
    Table(
        name="number-series-lines",
        model=NumberSeriesLine,
        key=("series", "starting_date", "starting_no"),
        columns=columns_of(NumberSeriesLine, leave_out=("is_open",)),
        save=lambda line: services.save_series_line(line=line),
        save_all=lambda lines: services.save_series_lines(lines=lines),
        order=("series__code", "starting_date"),
        rank=11,
    )
)
tables.register(
    Table(
        name="related-series",
        model=RelatedSeries,
        key=("series", "related"),
        columns=columns_of(RelatedSeries),
        save=lambda relation: services.save_related_series(relation=relation),
        save_all=lambda found: services.save_all_related_series(relations=found),
        order=("series__code", "related__code"),
        rank=11,
    )
)
