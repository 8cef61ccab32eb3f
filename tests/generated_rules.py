"""Rules of documents that nobody wrote: conditions of every sort, rows that look at their head, jumps, sums."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hypothesis import strategies as st

from formserver.forms.kinds.choice import Choice
from formserver.forms.kinds.registry import KINDS, kinds_that
from formserver.forms.kinds.rows import Table

Json = dict[str, Any]
Draw = Any  # the function that Hypothesis hands to a composite strategy
ANSWERED: Final = kinds_that(lambda kind: kind.has_answer and not kind.given_by_system)
_CHOICES: Final = kinds_that(lambda kind: issubclass(kind, Choice))
_MANY: Final = kinds_that(lambda kind: issubclass(kind, Choice) and kind.takes_many)
_TABLES: Final = kinds_that(lambda kind: issubclass(kind, Table))
_EFFECTS: Final = [["show"], ["require"], ["show", "require"], ["forbid"], ["read_only"], ["show", "read_only"]]
_COMPARED: Final[dict[str, list[Json]]] = {
    "integer": [{"at_least": 3}, {"at_least": -2, "at_most": 12}],
    "decimal": [{"at_least": "1.5"}, {"at_most": "10"}],
    "date": [{"after": "2020-01-31"}, {"before": "2024-06"}],
}


# conditions -----------------------------------------------------------------------------------------------------------
@st.composite
def rules(draw: Draw, before: Mapping[str, Json]) -> Json:
    """When a question is asked, demanded, refused or read-only, by the answers of questions before it."""
    effects = draw(st.sampled_from(_EFFECTS))
    when: Json = {effect: draw(conditions(before)) for effect in effects}
    if "require" in when and draw(st.booleans()):
        when |= {"require": True, "warn": draw(st.booleans())}
    return when


def conditions(before: Mapping[str, Json]) -> st.SearchStrategy[Json]:
    """A statement about some of the questions."""
    return _combined([_statements(code, field, before) for code, field in before.items()], most=4)


def _combined(plain: Sequence[st.SearchStrategy[Json]], most: int) -> st.SearchStrategy[Json]:
    return st.recursive(
        st.one_of(plain),
        lambda inner: st.one_of(
            st.fixed_dictionaries({"not": inner}),
            st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        ),
        max_leaves=most,
    )


def _statements(code: str, field: Json, before: Mapping[str, Json], head: str = "") -> st.SearchStrategy[Json]:
    kind = field["x-kind"]
    if kind in _TABLES and not head:
        where = {"field": next(iter(field["items"]["properties"])), "answered": True}
        counted: list[Json] = [{"at_least": 2}, {"at_most": 1}, {"at_least": 1, "where": where}]
        return st.sampled_from(counted).map(lambda words: {"rows": code} | words)
    said: list[Json] = [{"answered": True}, {"answered": False}, *_COMPARED.get(KINDS[kind].compared_as, [])]
    if kind in _CHOICES and ("x-options" in field or kind == "yes_no"):
        codes = [option["code"] for option in field.get("x-options", ({"code": "yes"}, {"code": "no"}))]
        one, several = ("contains", "contains_any") if kind in _MANY else ("is", "is_one_of")
        said += [{one: codes[0]}, {several: codes[:2]}, {several: codes[-1:]}]
        said += [{"chosen_at_least": len(codes)}, {"chosen_at_most": 1}] if kind in _MANY else []
    words = st.sampled_from(said)
    alike = [head + other for other, spec in before.items() if spec["x-kind"] == kind and other != code]
    if alike:
        compared = ["same_as", "before_field", "after_field"] if kind == "date" else ["same_as"]
        words |= st.builds(lambda word, other: {word: other}, st.sampled_from(compared), st.sampled_from(alike))
    return words.map(lambda words: {"field": head + code} | words)


@st.composite
def rules_around(draw: Draw, field: Json, before: Mapping[str, Json]) -> None:
    """Make a question inside the field, if it holds some, wait for one answer of the object around."""
    inside = field.get("items", field).get("properties")
    if inside:
        target = inside[draw(st.sampled_from(sorted(inside)))]
        about = [_statements(code, other, before, "^") for code, other in before.items()]
        effect = draw(st.sampled_from(["show", "require", "forbid", "read_only"]))
        if effect != "require" or (target["x-kind"] in ANSWERED and "x-computed" not in target):
            target["x-when"] = {effect: draw(_combined(about, most=2))}


# jumps and sums -------------------------------------------------------------------------------------------------------
@st.composite
def jumps(draw: Draw, fields: Mapping[str, Json], order: Sequence[str]) -> None:
    """Make a question lead on over others, by answers that do not depend on those."""
    ways = [(start, end) for start in range(len(order)) for end in range(start + 2, len(order))]
    free = {way: _free(fields, order[way[0] + 1 : way[1]]) for way in ways}
    possible = [way for way, known in free.items() if known]
    if possible and draw(st.booleans()):
        start, end = draw(st.sampled_from(possible))
        fields[order[start]]["x-jump"] = [{"when": draw(conditions(free[start, end])), "to": order[end]}]


def _free(fields: Mapping[str, Json], between: Sequence[str]) -> dict[str, Json]:
    """The questions that were made before any of those between: none of them waits for one of these."""
    return {code: field for code, field in fields.items() if code < min(between) and field["x-kind"] in ANSWERED}


@st.composite
def sums(draw: Draw, field: Json, before: Mapping[str, Json]) -> Json:
    """The question with the sum of the whole numbers before it for its answer."""
    numbers = [code for code, other in before.items() if other["x-kind"] == "integer"]
    computed = {"cel": f"sum([{', '.join([*numbers, '1'])}])", "fixed": draw(st.booleans())}
    when = {effect: words for effect, words in field.get("x-when", {}).items() if effect not in ("require", "warn")}
    kept = {word: words for word, words in field.items() if word not in ("x-none", "x-when")}
    return kept | {"x-computed": computed} | ({"x-when": when} if when else {})
