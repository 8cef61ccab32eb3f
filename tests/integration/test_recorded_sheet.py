"""The recorded sheet against the macros it was recorded from: whatever a request knows, both give the same bytes."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from flask import Flask
from markupsafe import Markup

from formserver import app
from formserver.clock import today
from formserver.forms import entry, validation
from formserver.forms.document import Part
from formserver.forms.kinds.rows import Table
from formserver.forms.pairs import Pairs
from formserver.models import Draft
from formserver.services import editions
from formserver.services.filling import Filling
from formserver.store import forms
from formserver.web.entry_page import EntryPage
from formserver.web.sheet import sheet_of
from tests import factories
from tests.factories import shipped
from tests.rule_zoo import rule_zoo
from tests.zoo import zoo

PAPERS = (*shipped(), zoo(), rule_zoo())
PARTS = [(one.code, part.code) for one in PAPERS for part in one.parts.values()]
HOSTILE = "\"><script>alert('{{ 7*7 }}')</script>&amp;\x02\x03"
LANGUAGES = ("zh_Hans_CN", "en")


class Page(EntryPage):
    """An entry page of a draft that is stored nowhere: its photos and number are made up."""

    photos: ClassVar[Any] = {"photos": [SimpleNamespace(id="0190a1b2", width=160, height=120)]}

    @property
    def beside(self) -> Mapping[str, Markup]:
        return {node.name: Markup("<p>上次：{}</p>").format(node.label) for node in self.walk()}


@pytest.fixture
def office(site: Flask) -> Flask:
    """A site that knows every document."""
    with site.app_context():
        factories.furnish()
        factories.hire("liuyang")
        editions.load_shipped([zoo(), rule_zoo()], [])
    return site


def page_of(code: str, part_code: str, pairs: Pairs, *, given: Mapping[str, Any] | None = None) -> Page:
    document = next(one for one in PAPERS if one.code == code)
    part = document.parts[part_code]
    draft = Draft(id="d", county_id=factories.COUNTY, form_edition_id=forms.active_edition(code).id, part=part_code)
    reader = factories.person("liuyang")
    filling = Filling(reader, draft, document, part, pairs, None, given or {}, None, {}, "")
    problems = tuple(validation.check(part, entry.to_data(part, pairs), today=today()))
    return Page(part, pairs, problems, filling=filling, person=reader)


def empty(part: Part) -> Pairs:
    return Pairs()


def in_rows(part: Part) -> Pairs:
    """Three rows, of which one was removed, in every growing table, the others filled."""
    pairs = Pairs()
    for path, one in part.fields():
        if isinstance(one, Table) and "*" not in path:
            for _ in range(3):
                pairs = entry.with_row(pairs, ".".join(path))
            pairs = entry.without_row(pairs, ".".join(path), 1)
    return written(part, pairs, "李四", 1)


def full(part: Part) -> Pairs:
    return written(part, in_rows(part), "2024-02-30", 0)


def hostile(part: Part) -> Pairs:
    return written(part, in_rows(part), HOSTILE, -1)


def nothing_to_say(part: Part) -> Pairs:
    """无 instead of an answer, wherever it is allowed."""
    form: Any = entry.build(part, Pairs()).form
    return Pairs((one.name, one.choices[-1].value) for one in form if one.name.endswith("__none"))


def written(part: Part, pairs: Pairs, text: str, option: int) -> Pairs:
    """The pairs with a text in every line and an option in every choice."""
    form = entry.build(part, pairs).form
    return pairs.merged(
        (one.name, _answer(one, text, option)) for one in form if not one.name.endswith((".row", "__none"))
    )


def _answer(field: Any, text: str, option: int) -> str:
    choices: Sequence[Any] = getattr(field, "choices", None) or ()
    offered = [one.value for one in choices if one.value]
    return offered[min(option, len(offered) - 1)] if offered else text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [empty, in_rows, full, hostile, nothing_to_say], ids=lambda typed: typed.__name__)
def test_the_recorded_sheet_has_the_bytes_of_the_macros(office: Flask, typed: Any, language: str) -> None:
    different = []
    with office.test_request_context(f"/?lang={language}"):
        for code, part_code in PARTS:
            part = next(one for one in PAPERS if one.code == code).parts[part_code]
            page = page_of(code, part_code, typed(part), given={"number": 3})
            if page.sheet != replace(page, by_macros=True).sheet:
                different.append((code, part_code))
    assert different == []


def test_the_other_languages_sheet_is_another(office: Flask) -> None:
    sheets = []
    for language in LANGUAGES:
        with office.test_request_context(f"/?lang={language}"):
            sheets.append(str(page_of("registration/ezhou", "main", Pairs()).sheet))
    assert "必填" in sheets[0]
    assert "必填" not in sheets[1]


def test_what_was_typed_is_escaped(office: Flask) -> None:
    part = next(one for one in PAPERS if one.code == "registration/ezhou").parts["main"]
    with office.test_request_context("/"):
        sheet = page_of("registration/ezhou", "main", hostile(part)).sheet
    assert "<script>" not in sheet
    assert "&lt;script&gt;" in sheet


def test_the_sheets_in_force_are_recorded_before_a_server_forks(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "create_app", lambda: office)
    sheet_of.cache_clear()
    app.create_served_app()
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
    recorded = sheet_of.cache_info().misses
    with office.test_request_context("/?lang=en"):
        assert page_of("visit_record/jiangsu", "visit", Pairs()).sheet
    assert (recorded, sheet_of.cache_info().misses) == (2 * len(PARTS), recorded)


def test_one_request_leaves_nothing_to_the_next(office: Flask) -> None:
    with office.test_request_context("/"):
        blank = page_of("registration/ezhou", "main", Pairs()).sheet
        page_of("registration/ezhou", "main", Pairs([("name", "周秀英")])).sheet  # noqa: B018
        assert page_of("registration/ezhou", "main", Pairs()).sheet == blank
