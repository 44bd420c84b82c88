"""How Sphinx makes the site (`make docs`). The pages are Markdown that reads well without it."""

from __future__ import annotations

project = "PLNudge"
copyright = "the authors of PLNudge"  # noqa: A001 (Sphinx asks for that name)
html_title = "PLNudge"
language = "en"

extensions = ["myst_parser"]
myst_heading_anchors = 4
"""Headings take the anchors that they have in a repository, and links to them are checked."""

html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f4e5f", "color-brand-content": "#1f6f8b"},
    "dark_css_variables": {"color-brand-primary": "#8fc6d6", "color-brand-content": "#8fc6d6"},
}
