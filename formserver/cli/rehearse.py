"""`formserver forms rehearse`: what publishing a document would do to the drafts and records there are."""

import json
from collections import Counter
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from formserver.cli import documents
from formserver.extensions import db
from formserver.forms.editions.comparing import compare
from formserver.models.engine import begin_reading
from formserver.services.documents import form_document
from formserver.services.rehearsal import Stage, Trial, Verdict, rehearse
from formserver.store import forms as stored

_LISTED: Final = 50
Counts = Counter[tuple[Stage, Verdict]]


@click.command("rehearse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", help="只看这个县（区）（6 位代码）；不给时看全部。")
@click.option("--all", "lists_all", is_flag=True, help=f"列出全部受影响的，不只前 {_LISTED} 条。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
@with_appcontext
def rehearsal(file: Path, county: str | None, lists_all: bool, as_json: bool) -> None:
    """用已有的草稿和记录试一试新版本 FILE：多少照样有效，多少需要更正，多少有回答不再询问。不改动任何数据。"""
    document = documents.from_file(file)
    begin_reading(db.session())  # it takes long, and others must be able to write meanwhile
    if stored.find(document.code) is None:
        raise click.UsageError(f"数据库里没有表 {document.code}；formserver forms list 列出现有的表。")
    refused = compare(form_document(stored.latest_edition(document.code).id), document).refused
    if refused:
        raise click.UsageError(f"这份文件不能作为新版本发布：{'；'.join(change.message for change in refused)}。")
    counts: Counts = Counter()
    touched: list[Trial] = []
    for trial in rehearse(document, county_id=county):
        counts[trial.stage, trial.verdict] += 1
        if trial.verdict != Verdict.FITS:
            touched.append(trial)
    click.echo(_as_json(counts, touched) if as_json else _as_text(counts, touched if lists_all else touched[:_LISTED]))


def _as_text(counts: Counts, listed: list[Trial]) -> str:
    totals = [f"{stage}：" + "，".join(f"{verdict} {counts[stage, verdict]}" for verdict in Verdict) for stage in Stage]
    total = sum(count for (_, verdict), count in counts.items() if verdict != Verdict.FITS)
    rest = [f"还有 {total - len(listed)} 条没有列出；加 --all 列出全部。"] if total > len(listed) else []
    return "\n".join([*(line for trial in listed for line in _lines(trial)), *rest, *totals])


def _lines(trial: Trial) -> list[str]:
    """Names of questions, no answers: what commands print is kept in places nobody looks after."""
    name = f"{trial.number or '草稿'}  {trial.title}（{trial.county_id}，{_edition(trial)} 版）"
    return [
        f"{trial.verdict}  {name}",
        *(f"    {problem.pointer}：{problem.message}" for problem in trial.problems),
        *(f"    不再询问“{name}”" for name in _gone(trial)),
    ]


def _as_json(counts: Counts, trials: list[Trial]) -> str:
    """`counts`: stage -> verdict -> number; `touched`: every draft and record that does not simply fit."""
    numbers = {
        stage.name.lower(): {verdict.name.lower(): counts[stage, verdict] for verdict in Verdict} for stage in Stage
    }
    touched = [
        {
            "county": trial.county_id,
            "number": trial.number or None,
            "id": trial.id,
            "stage": trial.stage.name.lower(),
            "edition": _edition(trial),
            "verdict": trial.verdict.name.lower(),
            "problems": [problem.as_json() for problem in trial.problems],
            "gone": _gone(trial),
        }
        for trial in trials
    ]
    return json.dumps({"counts": numbers, "touched": touched}, ensure_ascii=False, indent=2)


def _edition(trial: Trial) -> str:
    return ".".join(map(str, trial.edition))


def _gone(trial: Trial) -> list[str]:
    return list(dict.fromkeys(gone.field.spoken for gone in trial.gone))
