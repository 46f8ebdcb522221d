from wms.core.recordforms import RecordForm, page_field
from wms.ledger.models import InventoryPeriod
from wms.ledger.periods import PERIOD


class InventoryPeriodForm(RecordForm):
    policy = PERIOD

    class Meta:
        model = InventoryPeriod
        fields = ["ending_date", "name"]
        formfield_callback = page_field
