"""What a service refuses, as the words that the user reads."""

from collections.abc import Callable
from typing import Any

import pytest

from wms.core.errors import Refused


def refused(step: Callable[[], Any]) -> dict[str, list[str]]:
    """The texts by field of what ``step`` refuses; it must refuse."""
    with pytest.raises(Refused) as refusal:
        step()
    return dict(refusal.value.by_field())
