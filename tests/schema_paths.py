"""Where validators say that data break a schema, in one normal form, so that three of them can be compared.

A fault is a pair: the place in the data, and the place in the schema. Validators agree on it down to the first word
that applies other schemas to the same value (`allOf`, `anyOf`, `oneOf`, `not`, `if`, `contains`, `dependentRequired`);
below that each reports in its own way how it came about. So a path ends at that word, for `allOf` with the number of
its entry, and the place in the data is the one where the word stands. Where a value has the wrong type, nothing else is
said of it: some go on, some do not. Each pair counts once.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import jsonschema_rs

from formserver.forms.shape import Plain

Steps = tuple[str | int, ...]
Fault = tuple[Steps, Steps]  # (place in the data, place in the schema)

# the word that begins a matter, and the name it has here
_APPLIES: Final = {
    **{word: word for word in ("anyOf", "oneOf", "not", "dependentRequired", "contains")},
    **dict.fromkeys(("minContains", "maxContains"), "contains"),
    **dict.fromkeys(("if", "then", "else"), "if"),
}


def by_jsonschema(schema: Any, data: Any) -> set[Fault]:
    """What jsonschema says, with the project's `pattern`."""
    return _normal((error.absolute_path, error.absolute_schema_path) for error in Plain(schema).iter_errors(data))


def by_rust(schema: Any, data: Any) -> set[Fault]:
    """What jsonschema-rs says."""
    validator = jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions(), offline=True)
    return _normal((error.instance_path, error.schema_path) for error in validator.iter_errors(data))


def by_ajv(found: Iterable[tuple[str, str]]) -> set[Fault]:
    """What Ajv says: pairs of `instancePath` and `schemaPath`, both JSON pointers."""
    return _normal((_steps(place), _steps(word.removeprefix("#"))) for place, word in found)


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _normal(found: Iterable[tuple[Iterable[Any], Iterable[Any]]]) -> set[Fault]:
    faults = {_outermost(list(place), list(words)) for place, words in found}
    wrong = {(place, words[:-1]) for place, words in faults if words[-1] == "type"}
    return {
        (place, words)
        for place, words in faults
        if words[-1] == "type" or not any(_stands_at(place, words, *one) for one in wrong)
    }


def _stands_at(place: Steps, words: Steps, wrong_place: Steps, wrong_words: Steps) -> bool:
    """Whether the fault is said of the very value whose type is wrong."""
    return place == wrong_place and words[: len(wrong_words)] == wrong_words


def _outermost(place: Sequence[Any], words: Sequence[Any]) -> Fault:
    kept: list[str | int] = []
    depth = 0
    rest = iter(words)
    for word in rest:
        if word == "properties":
            kept += [word, str(next(rest))]
            depth += 1
        elif word == "items":
            kept.append(word)
            depth += 1
        elif word == "allOf":
            kept += [word, str(next(rest))]
            break
        else:
            kept.append(_APPLIES.get(word, word))
            break
    return tuple(str(step) for step in place[:depth]), tuple(kept)
