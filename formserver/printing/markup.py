"""Sheets read as XML, for WeasyPrint: our own templates close every tag, and print.css says all that is to be known.

WeasyPrint reads HTML as browsers do, with a parser that mends mistakes, puts the style sheet of a browser under ours,
parses the style of each sheet, and looks for a title and an author that the job tells anyway: a fifth of the time of a
sheet. Here the head is taken off: its style is parsed once for all sheets of a paper, the rest of it is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final
from xml.etree import ElementTree

_MOST: Final = 200  # a paper has one; margins, sizes and heights of rows are what differs


@cache
def reader(style: Any, fonts: Any) -> Any:
    """The class that stands for `weasyprint.HTML`: made of a sheet and the fetcher for its pictures. `style`: the style
    of all sheets, as WeasyPrint parses one; `fonts`: its configuration of fonts.

    Raises ElementTree.ParseError for what is no XML.
    """
    # a subclass of a class that is imported late can only be made late
    from weasyprint import CSS, HTML, cssselect2

    @lru_cache(_MOST)
    def parsed(text: str) -> Any:
        return CSS(string=text, font_config=fonts)

    class Element(cssselect2.ElementWrapper):  # type: ignore[misc]
        def query_all(self, *selectors: str) -> Iterator[Any]:
            """WeasyPrint looks for what stands in a head: there is none."""
            return iter(())

    class Sheet(HTML):  # type: ignore[misc]
        def __init__(self, sheet: str, url_fetcher: Any) -> None:
            self.base_url, self.url_fetcher, self.media_type = None, url_fetcher, "print"
            root = ElementTree.fromstring(sheet)
            head = root.find("head")
            self._style = parsed("".join(style.text or "" for style in root.iter("style")))
            if head is not None:
                root.remove(head)
            self.wrapper_element = Element.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def render(self, **given: Any) -> Any:
            """The document, laid out in both styles."""
            return super().render(stylesheets=[style, self._style], font_config=fonts, **given)

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return []

    return Sheet
