"""Match Qty. to Handle: the rows follow the document line (ITL-141)."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tracking.services import to_handle
from tracking.views.access import page_of, tells_when_closed
from tracking.views.answers import whole
from wms.core.errors import Refused
from wms.core.pages.requests import PageRequest


@require_POST
@tells_when_closed
def tracking_match(request: PageRequest, line_id: int) -> HttpResponse:
    page = page_of(request, line_id)
    try:
        changed = to_handle.match_to_line(session=page.session, by=request.user)
    except Refused as refused:
        return whole(request, page, refused=str(refused))
    rows = "1 row follows" if changed == 1 else f"{changed:,} rows follow"
    return whole(request, page, told=f"{rows} the line's Qty. to Handle." if changed else "")
