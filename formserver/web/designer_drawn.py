"""What many pages of the designer show alike, drawn once for all it says: lists beside the sheet, steps of the history,
kinds to add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from formserver.forms.designing import palette
from formserver.forms.designing.base import Said
from formserver.forms.designing.left import Left
from formserver.kept import Kept
from formserver.services.design_view import DesignView
from formserver.store.designs import Told
from formserver.web.facts import drawn
from formserver.web.locale import choose_language, said

_ASIDE: Final = "designer/aside.html"
_STEPS: Final = Kept[Markup](4000)
_LISTS: Final = Kept[Markup](400)
_KINDS: Final = Kept[Markup](10)


@dataclass(frozen=True)
class Section:
    """A section of the page to fill in; `fields`: place, name, whether it stands in a table, of each."""

    part: str
    code: str
    title: str
    note: str
    fields: tuple[tuple[str, str, bool], ...]


def told(step: Said | Mapping[str, Any]) -> str:
    """A sentence of the history or of what is left, in the reader's language; labels stay as the paper has them."""
    key, params = (step.key, step.params) if isinstance(step, Said) else (step["key"], step["params"])
    return said(key) % {name: said(str(value)) if name == "what" else value for name, value in params.items()}


def left(found: Sequence[Left]) -> Markup:
    """What is left to do, each thing the way to its place."""
    key = choose_language(), repr(found)
    return _LISTS.get(key, lambda: drawn(_ASIDE, "left_list", found))


def section(one: Section, chosen: str) -> Markup:
    """The fields of a section; `chosen`: the place of the field that is marked as such, of whichever section."""
    marked = chosen if chosen in [place for place, _, _ in one.fields] else ""
    return _LISTS.get((one, marked), lambda: drawn(_ASIDE, "section", one, marked))


def history(view: DesignView) -> list[Markup]:
    """The steps of a design as its history shows them, the newest first."""
    language, position = choose_language(), view.design.position
    return [_step(language, one, one.number > position, view.names.get(one.by_user_id, "")) for one in view.steps]


def _step(language: str, step: Told, is_undone: bool, name: str) -> Markup:
    key = language, repr(step.said), is_undone, name, step.at
    return _STEPS.get(key, lambda: drawn(_ASIDE, "step", told(step.said), is_undone, name, step.at))


def kinds() -> Markup:
    """The kinds one can add, group by group, each a button."""

    def draw() -> Markup:
        found = [(group, [kind for kind in palette.KINDS.values() if kind.group == group]) for group in palette.GROUPS]
        return drawn("designer/panel.html", "kinds", found)

    return _KINDS.get(choose_language(), draw)
