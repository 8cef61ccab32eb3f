"""What must hold for any document an office may write, shown on documents that nobody wrote."""

from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formserver.forms import canonical, completing, entry, keeping, layout, reading, validation
from formserver.forms.document import Part, reload
from formserver.forms.expressions.scopes import Known
from formserver.forms.nodes import Entry
from formserver.forms.pairs import Pairs
from formserver.strict_json import INVISIBLE
from tests import generated
from tests.unit.forms.making import TODAY

# The same examples at every run; a failure prints how to repeat it.
EXAMPLES: Final = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
# Whatever a keyboard, a clipboard or somebody with bad intentions sends.
TYPED: Final = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "１２．５",
            "👵🏻",
            "X",
            " 王 兰 ",
            "一\r\n二\r三\n",
            "e\u0301",
            "-",
            "1e400",
            "字" * 5000,
            "<b>&amp;",
            "{{ 7*7 }}",
        ]
    ),
)


def drawn_part(data: st.DataObject) -> Part:
    return generated.load(data.draw(generated.forms(), label="form")).first_part


@EXAMPLES
@given(st.data())
def test_any_document_that_follows_the_dialect_is_loaded_in_whatever_order_it_is_written(data: st.DataObject) -> None:
    form = data.draw(generated.forms(), label="form")
    loaded = generated.load(form)
    again = canonical.canonical(loaded.text, file="generated.v1.json")
    assert canonical.canonical(again, file="generated.v1.json") == again
    assert reload(loaded.bundled_text).schema == loaded.schema
    assert layout.lay_out(loaded, {}).title == loaded.title


@EXAMPLES
@given(st.data())
def test_what_the_schema_refuses_is_told_and_no_data_stop_the_telling(data: st.DataObject) -> None:
    part = drawn_part(data)
    answers = data.draw(generated.answers(part), label="answers")
    for judged in (answers, *(data.draw(generated.spoiled(answers), label="spoiled") for _ in "123456")):
        assert part.shape.faults(judged) == part.oracle.faults(judged)
        problems = validation.check(part, judged, today=TODAY)
        assert part.shape.is_valid(judged) or validation.errors(problems)
        assert all(problem.message for problem in problems)


@EXAMPLES
@given(st.data())
def test_answers_survive_the_page_and_come_back(data: st.DataObject) -> None:
    part = drawn_part(data)
    read = entry.to_data(part, entry.to_pairs(part, data.draw(generated.answers(part), label="answers")))
    assert entry.to_data(part, entry.to_pairs(part, read)) == read
    assert {line.path[0] for one in reading.read(part, read) for line in one.lines} <= set(read) | set(
        part.group.members
    )


@EXAMPLES
@given(st.data())
def test_any_typed_text_is_read_without_failing_and_judged(data: st.DataObject) -> None:
    part = drawn_part(data)
    names = [
        name for name, _ in part.group.inputs("", Pairs([(f"q{n}.{row}.row", "1") for n in range(5) for row in (0, 2)]))
    ]
    typed = Pairs((name, data.draw(TYPED, label=name)) for name in names)
    answers = entry.to_data(part, typed)
    problems = validation.check(part, answers, today=TODAY)
    page = entry.build(part, typed, problems)
    assert [name for name in page.by_name if not _has_place(page, name)] == []
    hidden = [text for text in _texts(answers) if INVISIBLE.search(text)]
    assert not hidden or not part.shape.is_valid(answers)


@EXAMPLES
@given(st.data())
def test_a_kept_page_stays_as_it_is_when_it_is_kept_again(data: st.DataObject) -> None:
    part = drawn_part(data)
    known = Known(TODAY)
    posted = entry.to_pairs(part, data.draw(generated.answers(part), label="answers"))
    kept = completing.complete(part, posted, known)
    assert completing.complete(part, kept, known) == kept
    assert keeping.with_read_only(part, kept, kept) == kept


@EXAMPLES
@given(st.data())
def test_whatever_is_posted_leaves_read_only_answers_alone(data: st.DataObject) -> None:
    part = drawn_part(data)
    earlier, posted = (entry.to_pairs(part, data.draw(generated.answers(part), label="answers")) for _ in "12")
    kept = keeping.with_read_only(part, posted, earlier)
    for node in entry.build(part, earlier).walk():
        if node.is_read_only:
            assert kept.below(node.name) == earlier.below(node.name)


def _has_place(page: Entry, name: str) -> bool:
    """Whether the page has a question of that name, or one it is a part of."""
    return page.find(name) is not None or ("." in name and _has_place(page, name.rpartition(".")[0]))


def _texts(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for item in inner for text in _texts(item)]
