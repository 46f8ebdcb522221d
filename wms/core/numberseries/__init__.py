"""Number series: drawing the next numbers, and looking at them without drawing (SET-101…127)."""

from wms.core.digits import run_of
from wms.core.numberseries.choosing import asks_for_series, may_be_chosen, violations_of_choice
from wms.core.numberseries.drawing import (
    Drawn,
    draw,
    draw_one,
    draw_unused,
    draw_with_notice,
    peek,
)

__all__ = [
    "Drawn",
    "asks_for_series",
    "draw",
    "draw_one",
    "draw_unused",
    "draw_with_notice",
    "may_be_chosen",
    "peek",
    "run_of",
    "violations_of_choice",
]
