"""Number series: drawing the next numbers, and looking at them without drawing (SET-101…127)."""

from wms.core.digits import run_of
from wms.core.numberseries.drawing import (
    Drawn,
    draw,
    draw_one,
    draw_unused,
    draw_with_notice,
    peek,
)

__all__ = ["Drawn", "draw", "draw_one", "draw_unused", "draw_with_notice", "peek", "run_of"]
