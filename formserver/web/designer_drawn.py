"""What many pages of the designer show alike, drawn once for all it says: steps of the history, kinds to add."""

import json
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from formserver.forms.designing import palette
from formserver.forms.designing.base import Said
from formserver.kept import Kept
from formserver.models import DesignStep
from formserver.services.design_view import DesignView
from formserver.web.facts import drawn
from formserver.web.locale import choose_language, said

_STEPS: Final = Kept[Markup](4000)
_KINDS: Final = Kept[Markup](10)


def told(step: Said | Mapping[str, Any]) -> str:
    """A sentence of the history or of what is left, in the reader's language; labels stay as the paper has them."""
    key, params = (step.key, step.params) if isinstance(step, Said) else (step["key"], step["params"])
    return said(key) % {name: said(str(value)) if name == "what" else value for name, value in params.items()}


def history(view: DesignView) -> list[Markup]:
    """The steps of a design as its history shows them, the newest first."""
    return [_step(one, one.number > view.design.position, view.names.get(one.by_user_id, "")) for one in view.steps]


def _step(step: DesignStep, is_undone: bool, name: str) -> Markup:
    key = choose_language(), json.dumps(step.said, sort_keys=True), is_undone, name, step.at
    return _STEPS.get(key, lambda: drawn("designer/aside.html", "step", told(step.said), is_undone, name, step.at))


def kinds() -> Markup:
    """The kinds one can add, group by group, each a button."""

    def draw() -> Markup:
        found = [(group, [kind for kind in palette.KINDS.values() if kind.group == group]) for group in palette.GROUPS]
        return drawn("designer/panel.html", "kinds", found)

    return _KINDS.get(choose_language(), draw)
