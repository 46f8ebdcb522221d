"""What is told after a card was saved."""

from django.contrib import messages
from django.http import HttpRequest

from tracking.models import NumberInformation
from tracking.numbers.keys import NumberKey
from tracking.numbers.selectors import open_lines_said


def tell_what_blocking_means(
    before: NumberInformation | None, saved: NumberInformation, request: HttpRequest
) -> None:
    """A number that is blocked now may stand on open documents, which posting will stop (SET-155)."""
    if not saved.blocked or (before is not None and before.blocked):
        return
    if said := open_lines_said(NumberKey.of_card(saved)):
        messages.warning(request, f"{saved} is blocked. {said}; posting them will be refused.")
