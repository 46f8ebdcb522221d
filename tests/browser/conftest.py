"""What every test in a browser has."""

from tests.browser.axe import no_tab_is_left  # noqa: F401
