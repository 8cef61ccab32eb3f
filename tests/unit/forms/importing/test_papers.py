"""The shipped papers typed in Word, and flat texts as converters write them: how much of them is recognised."""

from collections.abc import Callable
from functools import cache

import pytest

from formserver.forms.document import FormDocument, read_folder
from formserver.forms.importing.drafting import Draft
from formserver.forms.importing.guesses import Sure
from formserver.resources import root
from formserver.services import documents
from formserver.services.from_paper import from_file, from_text
from tests.paper_grids import ROOM, as_typed, word_file
from tests.recognised import Score, score
from tests.unit.forms.importing.flat_texts import FLAT

PAPERS = {one.code: one for one in read_folder(root() / "schemas")[0]}
LEAST = 0.85


@cache
def draft_of(code: str, room: str) -> Draft:
    return from_file(word_file(as_typed(PAPERS[code], room)), code=code)


@cache
def loaded(code: str, room: str) -> FormDocument:
    return documents.read(draft_of(code, room).text, file=code)


def of_word(code: str, room: str = ROOM) -> Score:
    return score(PAPERS[code], loaded(code, room))


def of_flat(code: str) -> Score:
    return score(PAPERS[code], documents.read(from_text(FLAT[code], code=code).text, file=code))


def shares(scored: Callable[[str], Score], codes: list[str]) -> str:
    """The table that stands in docs/from-paper.md."""
    found = {code: scored(code) for code in codes}
    lines = [
        f"{code}: {one.right} of {one.fields}, {one.share:.0%}; missed {one.missed}" for code, one in found.items()
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("room", [ROOM, "_" * 8], ids=["white space", "lines"])
@pytest.mark.parametrize("code", PAPERS)
def test_most_fields_of_a_paper_get_the_right_kind_and_options(code: str, room: str) -> None:
    assert of_word(code, room).share >= LEAST, shares(of_word, list(PAPERS))


@pytest.mark.parametrize("code", FLAT)
def test_so_do_those_of_a_flat_text(code: str) -> None:
    assert of_flat(code).share >= LEAST, shares(of_flat, list(FLAT))


@pytest.mark.parametrize("room", [ROOM, "_" * 8], ids=["white space", "lines"])
@pytest.mark.parametrize("code", PAPERS)
def test_what_is_wrong_is_marked(code: str, room: str) -> None:
    sure = {one.field: one.sure for one in draft_of(code, room).guesses}
    assert [path for path, _ in of_word(code, room).wrong if sure[path] is Sure.SURE] == []


@pytest.mark.parametrize("code", PAPERS)
def test_every_field_has_a_guess(code: str) -> None:
    told = {one.field for one in draft_of(code, ROOM).guesses}
    part = loaded(code, ROOM).first_part
    paths = {".".join(step for step in path if step != "*").partition("__")[0] for path, _ in part.fields()}
    assert paths - told == set()


@pytest.mark.parametrize("code", PAPERS)
def test_the_words_of_the_draft_are_those_of_the_paper(code: str) -> None:
    assert as_words(loaded(code, ROOM)) == as_words(PAPERS[code])


def as_words(document: FormDocument) -> list[str]:
    """The printed words of the blank paper without white space, cell by cell."""
    cells = [
        "".join(cell.text.split())
        for block in as_typed(document, "")
        for row in getattr(block, "rows", ())
        for cell in row.cells
    ]
    return [document.title, *cells]
