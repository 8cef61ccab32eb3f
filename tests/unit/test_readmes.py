"""The READMEs and guides: every setting is documented, and what they show or point to is there."""

import re
from pathlib import Path

import pytest

from formserver.config import Settings
from formserver.resources import root

READMES = ("README.md", "README.zh-CN.md")
PAGES = (*READMES, "docs/guide.zh-CN.md", "docs/guide.en.md", "docs/papers.md")
VARIABLES = [str(row.metadata["variable"]) for row in Settings.table()]
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_a_row_of_the_table(readme: str) -> None:
    lines = (root() / readme).read_text("utf-8").splitlines()
    rows = [line.split("`")[1] for line in lines if line.startswith("| `FORMSERVER_")]
    assert rows == VARIABLES


@pytest.mark.parametrize("readme", READMES)
def test_the_table_marks_what_production_demands(readme: str) -> None:
    lines = (root() / readme).read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `FORMSERVER_")]
    marked = [line.split("`")[1] for line in rows if line.split("|")[4].strip()]
    assert marked == [row.metadata["variable"] for row in Settings.table() if row.metadata["required"]]


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    file: Path = root() / page
    targets = [target for target in LINK.findall(file.read_text("utf-8")) if "://" not in target]
    assert targets
    assert [target for target in targets if not (file.parent / target).exists()] == []


def test_every_paper_is_shown_blank_and_filled_in_small_pictures() -> None:
    pictures = sorted((root() / "docs" / "pictures" / "papers").glob("*.png"))
    papers = {file.relative_to(root() / "schemas").as_posix().partition(".")[0] for file in _papers()}
    shown = {f"{paper.replace('/', '-')}-{state}" for paper in papers for state in ("blank", "sparse", "overfull")}
    assert {picture.stem for picture in pictures} == shown
    assert [picture.name for picture in pictures if picture.stat().st_size > 90_000] == []


def _papers() -> list[Path]:
    """The documents of the eight papers: the registration of Jiangsu is the first page of its visit."""
    files = [
        *(root() / "schemas" / "registration").glob("*.json"),
        *(root() / "schemas" / "visit_record").glob("*.json"),
    ]
    return [file for file in files if file.parent.name != "registration" or not file.name.startswith("jiangsu")]
