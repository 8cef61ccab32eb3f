"""A state is stored as short text and read back as the same value."""

import pytest

from formserver.workflow.states import APPROVED, RETURNED, TERMINATED, State, at
from formserver.workflow.words import LABELS, Action, StateKind, Target, Tier, label


@pytest.mark.parametrize(
    ("state", "text"),
    [(at("township"), "at:township"), (RETURNED, "returned"), (APPROVED, "approved"), (TERMINATED, "terminated")],
)
def test_a_state_survives_being_stored(state: State, text: str) -> None:
    assert (str(state), State.parse(text)) == (text, state)


@pytest.mark.parametrize("text", ["", "at", "at:", "approved:", "approved:county", "draft", ":township"])
def test_a_text_that_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|names a step"):
        State.parse(text)


def test_only_approved_and_terminated_are_finished() -> None:
    assert [state.is_finished for state in (at("county"), RETURNED, APPROVED, TERMINATED)] == [False, False, True, True]


def test_every_word_has_its_own_chinese_label() -> None:
    words = [*Action, *Target, *Tier, *StateKind]
    assert set(LABELS) == set(words)
    assert len({label(word) for word in words}) == len(words)
