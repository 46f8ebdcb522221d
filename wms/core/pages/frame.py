"""Names that the frame's views and its context share."""

THEME_COOKIE = "wms_theme"
THEMES = ("light", "dark")
