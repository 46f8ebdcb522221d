import pytest

from tests.factories import setup_series


@pytest.fixture(autouse=True)
def _sound(db: None) -> None:
    """A company whose documents can all be numbered."""
    setup_series()
