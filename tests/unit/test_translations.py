"""The English catalogue: compiled as it is written, with the same places to fill in."""

import re
from pathlib import Path

from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "formserver" / "translations" / "en" / "LC_MESSAGES"


def written() -> dict[str, str]:
    with (FOLDER / "messages.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = {str(message.id): str(message.string) for message in read_mo(file) if message.id}
    assert compiled == written()


def test_a_translation_fills_in_what_the_sentence_fills_in() -> None:
    places = re.compile(r"%\((\w+)\)s")
    wrong = {
        key: text for key, text in written().items() if sorted(places.findall(key)) != sorted(places.findall(text))
    }
    assert wrong == {}


def test_every_sentence_is_translated() -> None:
    assert [key for key, text in written().items() if not text] == []
