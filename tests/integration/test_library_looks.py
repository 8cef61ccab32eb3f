"""How often the files of the library are looked at: at each reading, within one act once."""

import shutil
from pathlib import Path

import pytest

from formserver.resources import root
from formserver.services import documents


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's folder that a test may change."""
    shutil.copytree(root() / "schemas", tmp_path / "schemas")
    monkeypatch.setattr(documents, "root", lambda: tmp_path)
    return tmp_path


def drop_one(folder: Path) -> str:
    """Take a definition away; gives its name."""
    file = sorted((folder / "schemas" / "shared").glob("*.json"))[0]
    file.unlink()
    return "urn:formserver:shared:" + file.stem.replace(".", ":")


def test_each_reading_takes_the_library_as_it_is(folder: Path) -> None:
    before = documents.library()
    name = drop_one(folder)
    assert before.keys() - documents.library().keys() == {name}


def test_within_one_act_the_library_stays_what_it_was(folder: Path) -> None:
    with documents.one_look():
        before = documents.library()
        name = drop_one(folder)
        assert documents.library() is before
    assert name not in documents.library()
