"""The label of a number: its barcode, drawn for print (SET-164)."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tracking.models import NumberInformation
from tracking.numbers.keys import NumberKey
from tracking.numbers.views.asked import VIEW
from wms.core.barcodes import code_128, fits_code_128, qr
from wms.core.pages.requests import PageRequest


@require_safe
@permission_required(VIEW, raise_exception=True)
def number_label(request: PageRequest, pk: int) -> HttpResponse:
    """Code 128 where the number fits it, else QR; ``?code=qr`` asks for that."""
    card = get_object_or_404(NumberInformation.objects.select_related("item", "variant"), pk=pk)
    in_lines = fits_code_128(card.number)
    is_qr = request.GET.get("code") == "qr" or not in_lines
    context = {
        "title": f"Label of {card}",
        "card": card,
        "caption": NumberKey.of_card(card).caption,
        "barcode": qr(card.number) if is_qr else code_128(card.number),
        "may_choose": in_lines,
    }
    return render(request, "tracking/numbers/label.html", context)
