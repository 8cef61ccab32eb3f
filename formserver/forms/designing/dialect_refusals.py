"""What the dialect refuses, said in the words of the panel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from formserver.errors import DocumentInvalid
from formserver.forms.designing.base import Refused, Sketch
from formserver.forms.designing.properties import Property, fitting


def refusal(fault: DocumentInvalid, step: Mapping[str, Any], sketch: Sketch) -> Refused:
    """The refusal of a step on a sketch whose result the dialect refuses. That of a change is about an input where
    one alone was typed in, or where the fault names it."""
    reason, at = fault.reason.rstrip("。"), ""
    if fault.path.endswith(".properties"):  # how many there are, the dialect says without saying of what
        reason = f"填写项{reason}"
    if step.get("do") == "change":
        known = [one for one, _ in fitting(sketch, step["field"])]
        reason, at = _in_words(reason, known), _input(fault, step["to"], known)
    return Refused("这样改以后表不能用：%(reason)s。", reason=reason, at=at)


def _word(one: Property) -> str:
    return one.word.rpartition(".")[2]


def _in_words(reason: str, known: list[Property]) -> str:
    titles = {_word(one): f"“{one.title}”" for one in known if one.form == "number"}
    return re.sub(r"\b[a-zA-Z-]+\b ?", lambda word: titles.get(word[0].strip(), word[0]), reason)


def _input(fault: DocumentInvalid, typed: Mapping[str, Any], known: list[Property]) -> str:
    told = f"{fault.path} {fault.reason}"
    named = [one.name for one in known if one.name in typed and one.word and _word(one) in told]
    found = [*typed] if len(typed) == 1 else named
    return f"to.{found[0]}" if found else ""
