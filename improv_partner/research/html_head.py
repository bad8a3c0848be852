"""How a web page begins that is one file: it loads nothing from elsewhere and runs no program."""

from __future__ import annotations

from html import escape

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; media-src data:; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>{}</title>
"""


def head(title: str) -> str:
    """As far as its style. title: plain text."""
    return _HEAD.format(escape(title))
