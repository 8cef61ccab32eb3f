"""What a page says beside a question about its rules, as statements that can be said in any language."""

from __future__ import annotations

from dataclasses import dataclass

from formserver.forms.conditions.base import Statement
from formserver.forms.conditions.written import parse
from formserver.forms.group import Group
from formserver.forms.kinds.base import Field
from formserver.forms.order import landing


@dataclass(frozen=True)
class Jump:
    """After certain answers the page goes on at the field `to`; `label` is what the paper prints there."""

    statement: Statement
    to: str
    label: str


def said_of(group: Group, field: Field, effect: str) -> Statement | None:
    """When the effect of `x-when` takes place; None where the document writes none."""
    written = field.spec.get("x-when", {}).get(effect)
    return Statement(parse(written), group.words) if written else None


def jumps_of(group: Group, field: Field) -> list[Jump]:
    """Where the field leads to."""
    return [
        Jump(Statement(parse(jump["when"]), group.words), code, _heading(group, jump["to"]) or group.words(code))
        for jump in field.spec.get("x-jump", ())
        for code in [landing(group.spec, jump["to"])]
        if code is not None
    ]


def _heading(group: Group, code: str) -> str:
    return "" if code in group.fields else next(one.title for one in group.sections if one.code == code)
