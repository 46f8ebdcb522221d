from wms.core.models.changes import SetupChange
from wms.core.models.jobs import Job
from wms.core.models.numberseries import NumberSeries, NumberSeriesLine, RelatedSeries

__all__ = ["Job", "NumberSeries", "NumberSeriesLine", "RelatedSeries", "SetupChange"]
