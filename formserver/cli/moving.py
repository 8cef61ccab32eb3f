"""`formserver records upgrade` and `revert`: the records of a form move to the edition in force, or back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click
from flask.cli import with_appcontext

from formserver.errors import NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Record
from formserver.services import moving_many
from formserver.services.moving import edition_text
from formserver.services.moving_many import Outcome, Result
from formserver.services.person import Person, operator
from formserver.store import forms, moves, records, users
from formserver.store.moves import Picked

_NUMBERS: Final = "只处理这个编号的记录；可以写多次。"
_COUNTY: Final = "只处理这个县（区）（6 位代码）；不给时处理全部。"


@click.command()
@click.argument("form")
@click.option("--county", help=_COUNTY)
@click.option("--number", "numbers", multiple=True, help=_NUMBERS)
@click.option("--dry-run", is_flag=True, help="只试一试，不改动任何数据。")
@click.option("--yes", is_flag=True, help="不再询问，直接换。")
@with_appcontext
def upgrade(form: str, county: str | None, numbers: tuple[str, ...], dry_run: bool, yes: bool) -> None:
    """把表 FORM（例如 registration/ezhou）的记录换到现行版本。需要更正的不换，逐条列出。

    每条单独生效，可以中断（Ctrl+C）再接着运行。
    """
    target = forms.active_id(form)
    if target is None:
        raise NotFound(f"没有表 {form}，或它没有现行版本；formserver forms list 列出现有的表。")
    if dry_run:
        _show(_tried(form, county, numbers, target))
        return
    total = sum(moves.count(one, form, Picked(), target) for one in _counties(county))
    db.session.rollback()
    if not yes:
        asked = f"{len(numbers)} 条" if numbers else f"最多 {total} 条"
        click.confirm(f"把 {form} 的{asked}记录换到 {edition_text(target)} 版？", abort=True)
    run = new_id()
    _show(
        result
        for person, batch in _batches(form, county, numbers, target)
        for result in moving_many.move_each(person, batch, target, run)
    )


@click.command()
@click.argument("form")
@click.option("--county", help=_COUNTY)
@click.option("--number", "numbers", multiple=True, help=_NUMBERS)
@click.option("--yes", is_flag=True, help="不再询问，直接恢复。")
@with_appcontext
def revert(form: str, county: str | None, numbers: tuple[str, ...], yes: bool) -> None:
    """把表 FORM 换过版本的记录恢复到换以前的版本；换过以后已经办理的不动，逐条列出。"""
    if forms.find(form) is None:
        raise NotFound(f"没有表 {form}；formserver forms list 列出现有的表。")
    if not yes:
        click.confirm(f"把 {form} 换过版本的记录恢复到原来的版本？", abort=True)
    _show(
        result for person, batch in _moved(form, county, numbers) for result in moving_many.revert_each(person, batch)
    )


Batches = Iterator[tuple[Person, Sequence[Record]]]


def _batches(form: str, county: str | None, numbers: Sequence[str], target: str) -> Batches:
    """Records to be moved, a batch at a time, with the operator in their county."""
    for person in _operators(county):
        if numbers:
            yield person, moves.numbered(person.county_id, form, numbers)
            continue
        after = ""
        while batch := moves.candidates(person.county_id, form, Picked(), target, after=after, limit=moving_many.STEP):
            after = batch[-1].id
            yield person, batch


def _moved(form: str, county: str | None, numbers: Sequence[str]) -> Batches:
    for person in _operators(county):
        if numbers:
            yield person, moves.numbered(person.county_id, form, numbers)
            continue
        after = ""
        while batch := moves.moved(person.county_id, form, after=after, limit=moving_many.STEP):
            after = batch[-1].id
            yield person, batch


def _tried(form: str, county: str | None, numbers: Sequence[str], target: str) -> Iterator[Result]:
    for _, batch in _batches(form, county, numbers, target):
        yield from moving_many.try_each(batch, target)


def _operators(county: str | None) -> Iterator[Person]:
    account = users.operator().id
    db.session.commit()
    yield from (operator(one, account) for one in _counties(county))


def _counties(county: str | None) -> Sequence[str]:
    return [county] if county else records.counties()


def _show(results: Iterable[Result]) -> None:
    """Every record that was not moved with its reason as it comes, the counts at the end. Numbers and reasons, no
    answers."""
    counts: Counter[Outcome] = Counter()
    for result in results:
        counts[result.outcome] += 1
        if result.why is not None:
            click.echo(f"{result.outcome}  {result.number}：{result.why}")
    said = "，".join(f"{outcome} {counts[outcome]} 条" for outcome in Outcome if counts[outcome])
    click.echo(f"{said}。" if said else "没有要处理的记录。")
