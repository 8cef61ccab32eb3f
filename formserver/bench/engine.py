"""What needs no server: reading and validating a posted page against WTForms, many records against jsonschema."""

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from formserver.bench.papers import Paper, papers, shipped_part, spoiled
from formserver.bench.report import Figure, Report, ratio_of
from formserver.clock import today
from formserver.forms import entry, validation
from formserver.forms.document import Part
from formserver.forms.nodes import Entry
from formserver.forms.pairs import Pairs
from formserver.forms.problems import Problem
from formserver.forms.shape import Engine

# The last one has the most inputs of all papers.
POSTED: Final = {
    "visit_record/jiangsu": "探访记录",
    "registration/jiangsu": "登记表",
    "registration/shuren": "最大的登记表",
}
_TIMES: Final = 50
_DIFFERENT: Final = 200
_BATCH: Final = 1000


def measure(rounds: int, records: int) -> Report:
    """Medians over the rounds; `records` are validated at once."""
    report = _bulk(shipped_part("visit_record/jiangsu"), records)
    for code, title in POSTED.items():
        report += _posted(title, papers(shipped_part(code), 1)[0], rounds)
    return report


def _posted(title: str, paper: Paper, rounds: int) -> Report:
    """One page: pairs -> JSON -> all problems, by WTForms' own bind, validate and data of the same inputs."""
    part, typed, given, day = paper.part, paper.pairs.items(), paper.given, today()

    def read() -> list[Problem]:
        return validation.check(part, {**entry.to_data(part, Pairs(typed)), **given}, today=day)

    def bind() -> Any:
        form = Entry(part, Pairs(typed)).form
        form.validate()
        return form.data

    ours, theirs = zip(*((timed(read), timed(bind)) for _ in range(rounds)), strict=True)
    figures = (
        Figure.of(f"{title}：读入并检查", "µs", ours),
        Figure.of(f"{title}：WTForms 绑定、检查、取值", "µs", theirs),
    )
    return Report(figures, (ratio_of(f"{title}：读入并检查 / WTForms", ours, theirs, 0.10, at_most=True),))


def _bulk(part: Part, records: int) -> Report:
    """Many records, one in four of them spoiled, validated by either engine in turn: the same problems, at another
    price."""
    made = [paper.data for paper in papers(part, min(records, _DIFFERENT))]
    data = [spoiled(part, one) if index % 4 == 3 else one for index, one in enumerate(_cycled(made, records))]
    ours, theirs, differing = 0.0, 0.0, 0

    def judged(batch: list[Any], engine: Engine) -> tuple[list[list[Problem]], float]:
        return _once(lambda: [validation.check(part, one, today=today(), engine=engine) for one in batch])

    gc.freeze()  # as a server does before it forks; else looking through all modules for garbage falls upon either
    for begin in range(0, records, _BATCH):
        batch = data[begin : begin + _BATCH]
        (found, mine), (wanted, other) = judged(batch, part.shape), judged(batch, part.oracle)
        ours, theirs = ours + mine, theirs + other
        differing += sum(one != another for one, another in zip(found, wanted, strict=True))
    gc.unfreeze()
    figures = (
        Figure("批量检查", ours * 1000, "ms", {"records": records, "differing": differing}),
        Figure("批量检查：jsonschema", theirs * 1000, "ms", {"records": records}),
    )
    return Report(figures, (ratio_of("批量检查 / jsonschema", [ours], [theirs], 0.05, at_most=True),))


def _cycled(made: list[Any], count: int) -> Iterator[Any]:
    yield from (made[index % len(made)] for index in range(count))


def timed(run: Callable[[], Any]) -> float:
    """Microseconds of the processor for one call, the mean of many."""
    run()
    _, seconds = _once(lambda: [run() for _ in range(_TIMES)])
    return seconds / _TIMES * 1e6


def _once(run: Callable[[], Any]) -> tuple[Any, float]:
    # Of the processor: what else the machine does meanwhile counts for neither side.
    begin = time.process_time()
    result = run()
    return result, time.process_time() - begin
