"""What a programme document must fulfil: its shape by JSON Schema, then the rules that compare its parts."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator
from referencing import Registry

from formserver.document_faults import Fault, in_chinese, repeated, unclean
from formserver.programme.statements import unknown
from formserver.resources import root

_CODED: Final = ("categories", "abilities", "visit_classes", "relief", "exit_reasons", "services")
_SINGLE: Final = ("high_age", "consent", "review")
_OF_VISITING: Final = ("period", "unsaid_way", "counter", "refusals")
_LISTED_OF_VISITING: Final = ("duties", "absences", "findings", "units", "emergency")


def faults(document: object) -> Iterator[Fault]:
    """What is wrong with a parsed document, first things first; the comparing rules run only where its shape is
    right."""
    misshapen = [(error.json_path, in_chinese(error)) for error in _validator().iter_errors(document)]
    return iter(misshapen) if misshapen else _contradictions(document)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((root() / "schemas" / "programme.schema.json").read_bytes())
    # The empty registry keeps the validator from ever fetching a reference from elsewhere.
    return Draft202012Validator(schema, registry=Registry())


def _contradictions(document: Any) -> Iterator[Fault]:
    yield from unclean(document, "$")
    yield from _day_faults(document)
    for name in _CODED:
        listed = document.get(name, ())
        yield from repeated(((f"$.{name}[{n}].code", one["code"]) for n, one in enumerate(listed)), "代码重复")
    yield from _groundless(document)
    yield from _statement_faults(document)
    yield from _score_faults(document.get("abilities", ()))
    yield from _visiting_faults(document)


def _day_faults(document: Any) -> Iterator[Fault]:
    found = []
    for name in ("valid_from", "valid_to"):
        try:
            found += [date.fromisoformat(document[name])] if name in document else []
        except ValueError:
            yield f"$.{name}", "没有这一天"
    if found != sorted(found):
        yield "$.valid_to", "不能早于 valid_from"


def _groundless(document: Any) -> Iterator[Fault]:
    """Statements that name neither the paragraph they come from nor say that they are assumed."""
    places = [(f"$.{name}", document[name]) for name in _SINGLE]
    for name in (*_CODED, "key_level"):
        places += [(f"$.{name}[{n}]", one) for n, one in enumerate(document.get(name, ()))]
    visiting = document["visiting"]
    places += [(f"$.visiting.{name}", visiting[name]) for name in _OF_VISITING if name in visiting]
    for name in _LISTED_OF_VISITING:
        places += [(f"$.visiting.{name}[{n}]", one) for n, one in enumerate(visiting.get(name, ()))]
    for path, one in places:
        if not {"source", "assumed"} & one.keys():
            yield path, "要写明出处（source）；文件没有写的，写明是怎样假定的（assumed）"
        if "source" in one and "document" not in document:
            yield f"{path}.source", "没有写明是哪份文件（document）"


def _statement_faults(document: Any) -> Iterator[Fault]:
    chosen = [one for one in document["categories"] if "when" not in one]
    known = {
        "category": _codes(chosen),
        "ability": _codes(document.get("abilities", ())),
        "relief": _codes(document.get("relief", ())),
    }
    for name in ("categories", "key_level"):
        for number, one in enumerate(document.get(name, ())):
            if "when" in one:
                yield from unknown(one["when"], f"$.{name}[{number}].when", known)


def _score_faults(abilities: Iterable[Any]) -> Iterator[Fault]:
    """Grades whose scores overlap, leave a gap, or run backwards: a score must have one grade."""
    scored = sorted((one["score"], f"$.abilities[{n}].score") for n, one in enumerate(abilities) if "score" in one)
    expected = 0
    for (first, last), path in scored:
        if first != expected or last < first:
            yield path, f"各等级的分数应相接，这里应从{expected}分起"
        expected = last + 1


def _visiting_faults(document: Any) -> Iterator[Fault]:
    visiting = document["visiting"]
    for name in _LISTED_OF_VISITING:
        yield from repeated(
            ((f"$.visiting.{name}[{n}].code", one["code"]) for n, one in enumerate(visiting.get(name, ()))), "代码重复"
        )
    yield from repeated(_providers(document), "代码重复：单位和服务清单的各项不能同名")
    classes = _codes(document.get("visit_classes", ()))
    for number, duty in enumerate(visiting["duties"]):
        path = f"$.visiting.duties[{number}]"
        for code in duty.get("of", {}).get("visit_class", ()):
            if code not in classes:
                yield f"{path}.of.visit_class", f"没有这个探访类别：{code}"
        if "of" not in duty and number < len(visiting["duties"]) - 1:
            yield path, "适用于所有人的任务要放在最后，后面的永远用不上"
    begins, second = visiting["period"]["begins"], visiting["period"]["second_half"]
    if second <= 1 if begins == 1 else second >= begins:
        yield (
            "$.visiting.period.second_half",
            "后半期要在一期中间：从1日开始的，晚于1日；从上月开始的，早于那一日",
        )


def _providers(document: Any) -> Iterator[tuple[str, str]]:
    """Who or what may help, by one code each: the items of all lists of services, and the units."""
    for number, listed in enumerate(document.get("services", ())):
        for n, one in enumerate(listed["items"]):
            yield f"$.services[{number}].items[{n}].code", one["code"]
    for n, one in enumerate(document["visiting"].get("units", ())):
        yield f"$.visiting.units[{n}].code", one["code"]


def _codes(listed: Iterable[Any]) -> frozenset[str]:
    return frozenset(one["code"] for one in listed)
