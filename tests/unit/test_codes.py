"""The codes on printed sheets: what may be mistaken when they are typed, and the square in which they are drawn."""

import re

import pytest

from formserver.printing.codes import code_svg
from formserver.services.codes import new_code, read, written

CODE = "7K3M9QTX2ABCDEF0"


def test_a_code_is_printed_in_fours() -> None:
    assert written(CODE) == "7K3M-9QTX-2ABC-DEF0"


@pytest.mark.parametrize(
    "typed", [CODE, "7K3M-9QTX-2ABC-DEF0", "7k3m 9qtx 2abc defo", "７K3M－9QTX－2ABC－DEFO", " 7K3M9QTX2ABCDEF0 "]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "7K3M", CODE + "1", "7K3M-9QTX-2ABC-DEFU", "七K3M9QTX2ABCDEF0", "/../../../etc/pa"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read(typed) == ""


def test_new_codes_differ_and_can_be_read() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) == 50
    assert {read(code) for code in codes} == codes


def test_the_square_is_one_path_of_eighteen_millimetres() -> None:
    svg = code_svg("https://forms.example/v/" + CODE)
    assert re.match(r'<svg [^>]*width="18mm" height="18mm" viewBox="0 0 (\d+) \1"><path d="[Mhvz0-9 -]+"/></svg>$', svg)
