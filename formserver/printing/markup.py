"""Sheets read as XML, for WeasyPrint: our own templates close every tag, and print.css says all that is to be known.

WeasyPrint reads HTML as browsers do, with a parser that mends mistakes, and puts the style sheet of a browser under
ours: a fifth of the time of a sheet.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree import ElementTree


@cache
def reader() -> Any:
    """The class that stands for `weasyprint.HTML`: made of a sheet and the fetcher for its pictures.

    Raises ElementTree.ParseError for what is no XML.
    """
    # a subclass of a class that is imported late can only be made late
    from weasyprint import HTML, cssselect2

    class Sheet(HTML):  # type: ignore[misc]
        def __init__(self, sheet: str, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
            root = ElementTree.fromstring(sheet)
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return []

    return Sheet
