"""Sentences as text: in Chinese, whatever they are made of."""

import pytest

from formserver.forms.telling import Day, Sentence, Sentences


@pytest.mark.parametrize(
    ("stored", "written"), [("2025-03-09", "2025年3月9日"), ("2025-03", "2025年3月"), ("2025", "2025年")]
)
def test_a_day_in_a_sentence_is_written_as_papers_write_it(stored: str, written: str) -> None:
    sentence = Sentence("%(day)s登记", {"day": Day(stored)})
    assert str(Sentences([sentence, Sentence("待核定")])) == f"{written}登记；待核定"
