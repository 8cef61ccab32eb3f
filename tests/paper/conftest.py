"""The nine documents, each printed blank once and filled once for all tests of the sheets."""

from collections.abc import Callable
from functools import cache

import pytest

from formserver import resources
from formserver.forms.document import FormDocument, read_folder
from formserver.printing.copies import print_blank, print_record
from formserver.printing.sheet import SheetMarks
from tests.paper.reading import NUMBER, Sheet
from tests.paper.samples import Samples


@pytest.fixture(scope="session")
def document() -> Callable[[str], FormDocument]:
    """A shipped document by its code."""
    documents = {found.code: found for found in read_folder(resources.root() / "schemas")[0]}
    return documents.__getitem__


@pytest.fixture(scope="session")
def blank(document: Callable[[str], FormDocument]) -> Callable[[str], Sheet]:
    """The blank sheet of a document."""
    return cache(lambda code: Sheet(print_blank(document(code))))


@pytest.fixture(scope="session")
def filled(document: Callable[[str], FormDocument]) -> Callable[[str], Sheet]:
    """The sheet of a document with fictional data, good and numbered."""

    @cache
    def draw(code: str) -> Sheet:
        data = Samples(1).document(document(code))
        marks = SheetMarks(number=NUMBER, edition="1.0")
        return Sheet(print_record(document(code), data, marks=marks, copies=False, pictures={}))

    return draw
