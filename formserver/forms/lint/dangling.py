"""Names that lead nowhere, all at once: whoever took a field out learns in one message of all that still uses it."""

from __future__ import annotations

from collections.abc import Iterator

from formserver.forms.editions.naming import Steps, Use
from formserver.forms.editions.uses import uses
from formserver.forms.lint.base import Fault, Json
from formserver.forms.lint.metaschema import place

_MOST = 20  # users that one message names


def said_of(use: Use) -> str:
    """A use in one line: whose word it is, and where it stands."""
    return f"{use.said}（{place(use.steps)}）"


def with_all(fault: Fault, document: Json) -> Fault:
    """The first fault of a document; its reason tells also of every other place where a name leads nowhere."""
    path, reason = fault
    lost = {(use.steps, use.target): use for use in uses(document) if not use.leads and not _is_at(path, use.steps)}
    return path, "；".join([reason, *_grouped(list(lost.values()))])


def _is_at(path: str, steps: Steps) -> bool:
    """Whether a fault is told at that text, or at the word around it."""
    here = place(steps)
    return here == path or here.startswith((f"{path}.", f"{path}["))


def _grouped(found: list[Use]) -> Iterator[str]:
    """One sentence for each name that leads nowhere."""
    for target in dict.fromkeys(use.target for use in found):
        said = [said_of(use) for use in found if use.target == target]
        more = [f"等{len(said)}处"] if len(said) > _MOST else []
        yield f"还有{len(said)}处用到不存在的 {target[-1]}：{'、'.join([*said[:_MOST], *more])}"
