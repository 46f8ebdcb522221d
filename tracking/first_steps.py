"""The first step of item tracking."""

from tracking.models import ItemTrackingCode
from wms.core.firststeps import Step, Way, register

register(
    Step(
        caption="Item tracking codes",
        why="Which items carry serial, lot or package numbers, and when a number must be stated.",
        is_done=lambda: ItemTrackingCode.objects.exists(),
        ways=(
            Way(
                caption="Ready-made codes",
                url_name="tracking_codes_ready_made",
                permission="tracking.add_itemtrackingcode",
            ),
            Way(
                caption="New code",
                url_name="tracking_code_new",
                permission="tracking.add_itemtrackingcode",
            ),
        ),
        list_url="tracking_codes",
        permission="tracking.view_itemtrackingcode",
        order=10,
    )
)
