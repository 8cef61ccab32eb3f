"""Ids: one written form, sorted by time, never shared by two processes."""

import os

import pytest

from formserver.ids import is_id, new_id

GOOD = "01a204a4-2fdc-72ea-a162-b5d785bbf638"


def test_a_new_id_is_an_id() -> None:
    assert is_id(new_id())


def test_later_ids_are_greater_also_within_one_millisecond() -> None:
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.upper(),
        GOOD.replace("-", ""),
        "{" + GOOD + "}",
        GOOD + "\n",
        " " + GOOD,
        GOOD[:-1],
        GOOD + "0",
        GOOD.replace("-72ea", "-42ea"),
        GOOD.replace("-a162", "-c162"),
        GOOD.replace("0", "０"),
    ],
    ids=repr,
)
def test_only_the_one_written_form_is_an_id(text: str) -> None:
    assert not is_id(text)


def test_the_written_form_is_accepted() -> None:
    assert is_id(GOOD)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # later Pythons warn where the runner has threads
def test_forked_workers_do_not_share_the_random_part_of_ids() -> None:
    new_id()
    parts = {minted_in_a_fork()[-12:] for _ in range(3)} | {new_id()[-12:]}
    assert len(parts) == 4


def minted_in_a_fork() -> str:
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writer, new_id().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        return answer.read()
