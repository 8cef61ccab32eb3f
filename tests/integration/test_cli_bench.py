"""`formserver bench`: what it reports. How fast this machine is proves nothing, so no figure is judged."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from formserver.bench import load, papers
from formserver.bench.load import WrkMissing
from formserver.bench.office import LARGEST, VISIT
from formserver.bench.report import Figure, Ratio, ratio_of
from formserver.cli import main
from formserver.clock import today
from formserver.forms import entry, validation
from formserver.forms.pairs import Pairs
from tests.factories import shipped

Told = dict[str, dict[str, dict[str, Any]]]
TINY = ("bench", "entry", "--rounds", "1", "--seconds", "1", "--records", "8", "--registrations", "8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What a tiny run wrote: figures and ratios by name."""
    file = tmp_path_factory.mktemp("bench") / "report.json"
    result = CliRunner().invoke(main, [*TINY, "--json", str(file)])
    assert result.exit_code == 0, result.output
    assert "填表页 / hello" in result.output
    written = json.loads(file.read_text("utf-8"))
    return {part: {line["name"]: line for line in lines} for part, lines in written.items()}


def test_every_request_is_answered_and_every_submission_stored(told: Told) -> None:
    figures = told["figures"]
    for name in ("裸 Flask：hello", "填表页（GET）", "最大的填表页（GET）", "提交（POST）"):
        assert figures[name]["value"] > 0
        assert figures[name]["more"]["errors"] == 0
    stored = figures["提交后存入的记录"]
    assert stored["value"] >= stored["more"]["requests"] > 0


def test_both_engines_found_the_same_problems(told: Told) -> None:
    assert told["figures"]["批量检查"]["more"] == {"records": 8, "differing": 0}


def test_each_ratio_names_its_goal(told: Told) -> None:
    goals = {name: ratio["goal"] for name, ratio in told["ratios"].items()}
    assert goals["填表页 / hello"] == goals["最大的填表页 / hello"] == 0.15
    assert goals["提交 / hello"] == 0.07
    assert goals["批量检查 / jsonschema"] == 0.05
    assert goals["填表页：画出 / WTForms"] == 0.04
    assert goals["登记表：读入并检查 / WTForms"] == goals["最大的登记表：读入并检查 / WTForms"] == 0.1


def test_the_largest_page_is_that_with_the_most_inputs() -> None:
    inputs = {form.code: len(list(entry.build(form.first_part, Pairs()).form)) for form in shipped()}
    assert max(inputs, key=lambda code: inputs[code]) == LARGEST.form


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What a tiny run of printing wrote."""
    file = tmp_path_factory.mktemp("bench") / "report.json"
    result = CliRunner().invoke(main, ["bench", "pdf", "--rounds", "1", "--sheets", "2", "--json", str(file)])
    assert result.exit_code == 0, result.output
    written = json.loads(file.read_text("utf-8"))
    return {part: {line["name"]: line for line in lines} for part, lines in written.items()}


def test_printing_is_compared_with_an_open_chromium(printed: Told) -> None:
    for name in ("一份", "一份：Chromium", "一批中的一份", "一批中的一份：Chromium"):
        figure = printed["figures"][name]
        assert figure["value"] > 0
        assert figure["more"]["kb"] > 1
    assert printed["figures"]["内存增长"]["more"]["sheets"] == 4


def test_each_ratio_of_printing_names_its_goal(printed: Told) -> None:
    goals = {name: ratio["goal"] for name, ratio in printed["ratios"].items()}
    assert goals["一份 / Chromium（处理器）"] == 0.3
    assert goals["一批中的一份 / 一份（处理器）"] == 0.6
    assert goals["一个打印进程 / 两个（时间）"] == 1.9
    assert goals["两个打印进程 / 一个（处理器）"] == 1.05
    assert goals["换新进程后的第一份 / 一份（处理器）"] == 1.5
    assert goals["一份 / 35 KB"] == goals["200 份的内存增长 / 10 MiB"] == 1


def test_without_chromium_printing_is_measured_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.bench.chromium.is_present", lambda: False)
    result = CliRunner().invoke(main, ["bench", "pdf", "--rounds", "1", "--sheets", "1"])
    assert result.exit_code == 0, result.output
    assert "没有找到 Playwright 或 chromium" in result.output
    assert "一份 / 35 KB" in result.output


def test_lists_are_compared_with_the_first_page_and_searches_with_like(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    arguments = ("bench", "register", "--rounds", "1", "--persons", "400", "--json", str(file))
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    written = json.loads(file.read_text("utf-8"))
    goals = {ratio["name"]: ratio["goal"] for ratio in written["ratios"]}
    assert (goals["独居 / 名册第一页"], goals["第200人处的一页 / 第一页（不数人数）"]) == (5, 1.5)
    assert goals["三四个条件的名单，最慢的 / 名册第一页"] == 5
    figures = {figure["name"]: figure for figure in written["figures"]}
    for name in ("秀英", "王秀英"):
        assert goals[f"找“{name}” / LIKE"] == 0.02
        assert figures[f"找“{name}”"]["more"]["differing"] == 0


def test_designing_is_compared_with_filling_in_the_same_paper(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    tiny = ["bench", "designer", "--rounds", "1", "--times", "1", "--fields", "9", "--json", str(file)]
    result = CliRunner().invoke(main, tiny)
    assert result.exit_code == 0, result.output
    written = json.loads(file.read_text("utf-8"))
    assert all(figure["value"] > 0 for figure in written["figures"])
    goals = {ratio["name"]: ratio["goal"] for ratio in written["ratios"]}
    assert goals == {"改一处 / 暂存一项": 2, "打开设计 / 打开填表页": 3}


def test_the_figures_of_a_month_are_compared_with_counting_live(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    tiny = ["bench", "month", "--rounds", "1", "--scale", "0.0005", "--times", "2", "--json", str(file)]
    result = CliRunner().invoke(main, tiny)
    assert result.exit_code == 0, result.output
    written = json.loads(file.read_text("utf-8"))
    kept = next(figure for figure in written["figures"] if figure["name"].startswith("一月"))
    assert (kept["more"]["persons"], kept["more"]["differing"]) == (500, 0)
    assert kept["more"]["visits"] > 6000
    goals = {ratio["name"]: ratio["goal"] for ratio in written["ratios"]}
    assert goals == {"取汇总 / 现算": 0.02, "提交 / 不计入统计的提交": 1.5}


def test_the_papers_have_no_problem_and_the_spoiled_ones_have() -> None:
    part = papers.shipped_part(VISIT.form)
    for paper in papers.papers(part, 3):
        assert validation.check(part, paper.data, today=today()) == []
        assert validation.check(part, papers.spoiled(part, paper.data), today=today())


def test_figures_are_medians_and_ratios_are_medians_of_each_rounds_own() -> None:
    assert Figure.of("a", "ms", [1, 9, 2], p50=[3, 4, 5]).more == {"p50": 4}
    ratio = ratio_of("a", [1, 10, 3], [2, 10, 10], 0.4, at_most=True)
    assert (ratio.value, ratio.is_reached) == (0.5, False)
    assert Ratio("a", 0.5, 0.4, at_most=False).is_reached


def test_without_wrk_the_reader_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WrkMissing, match="apt-get install wrk"):
        load.drive(load.Server("http://127.0.0.1:1", 1), "/", 1)
