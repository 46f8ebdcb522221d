from typing import Any

from wms.core.fields import CodeChoiceField
from wms.core.recordforms import page_field
from wms.inventory.forms.users import UserRecordForm
from wms.inventory.models import Location, WarehouseEmployee
from wms.inventory.services.employees import EMPLOYEE


class EmployeeForm(UserRecordForm):
    policy = EMPLOYEE

    class Meta:
        model = WarehouseEmployee
        fields = ["user", "location", "is_default"]
        formfield_callback = page_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        location = self.fields["location"]
        assert isinstance(location, CodeChoiceField)  # noqa: S101
        location.queryset = Location.objects.exclude(code="").exclude(use_as_in_transit=True)
