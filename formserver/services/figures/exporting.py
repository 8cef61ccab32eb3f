"""The figures of a period as a workbook: the same columns for every region and edition, one sheet for each table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import BinaryIO, Final

from formserver.clock import chinese_date, today
from formserver.errors import Forbidden, FormserverError
from formserver.files.tables import Book, Cell, excel
from formserver.models import Job
from formserver.programme.figures import Share, Tally
from formserver.regions.codes import covers
from formserver.services import bundles
from formserver.services.figures import overview, reach
from formserver.services.figures.overview import Overview, Row
from formserver.services.figures.reach import Place
from formserver.services.figures.words import AGES, REFUSALS, WAYS
from formserver.services.follow_ups.words import KINDS
from formserver.services.person import Person
from formserver.services.rendering import nameless, reading
from formserver.store import jobs

KIND: Final = "figures_xlsx"
RIGHT: Final = "export"
_COLUMNS: Final[Mapping[str, str]] = {
    "persons": "人数",
    "due": "应探访",
    "refused": "不愿接受探访",
    "excused": "不计入应探访",
    "visited": "已探访",
    "met": "全部完成",
    "explained": "没有全部完成，写了原因",
    "refused_visited": "不愿接受探访，仍去看过",
    "disabled": "失能",
    "helped": "失能，得到帮助",
}
_DERIVED: Final = ("未探访", "没有全部完成，没有写原因", "月探访率（%）", "任务完成率（%）", "失能得到帮助（%）")
_FOLLOWED: Final = ("本期发现", "本期办结", "没有办结", "其中已过期")


class NothingToCount(FormserverError):
    """No period was opened yet."""

    status = 422
    message_key = "还没有可以统计的探访，没有可以导出的。"


def may(person: Person, place: Place) -> bool:
    """Whether the reader may take all figures of a place along."""
    mine = reach.places(person, reach.RIGHT, RIGHT)
    return all(any(covers(one, code) for one in mine) for code in place.view.places)


def ask(person: Person, job_id: str, period: str, code: str) -> Job:
    """Have the workbook made in the background. ``job_id`` was minted with the page: the same post twice is one job.

    Raises NotFound, Forbidden, NothingToCount, TooManyJobs, ActConflict, QueueUnavailable.
    """
    place = _allowed(person, code)
    asked = {"period": period, "place": place.code}
    known = jobs.find(person.county_id, job_id)
    if known is not None:
        return bundles.same(known, person, asked)
    found = overview.look(person, period, place.code)
    if found is None:
        raise NothingToCount
    asked["period"] = found.cycle.id
    return bundles.enqueue(person, job_id, KIND, _title(found), asked, 1)


def make(person: Person, asked: Mapping[str, str], files: ExitStack, go_on: Callable[[int, int], None]) -> BinaryIO:
    """Make the workbook; the stack closes it. The same figures on the same day make the same bytes.

    Raises NotFound, Forbidden, NothingToCount; OSError where the disk is full.
    """
    go_on(0, 1)
    with reading():
        _allowed(person, asked["place"])
        found = overview.look(person, asked["period"], asked["place"])
    if found is None:
        raise NothingToCount
    file = nameless(files)
    with excel(file) as book:
        _write(book, found)
    file.seek(0)
    return file


def _allowed(person: Person, code: str) -> Place:
    place = reach.look_at(person, code)
    if not may(person, place):
        raise Forbidden
    return place


def _title(found: Overview) -> str:
    return f"{found.place.name}　{chinese_date(found.cycle.id)}　探访统计"


def _write(book: Book, found: Overview) -> None:
    rows = [(row.code, row.name, row) for row in (*found.places, found.total)]
    _table(book, "各地", ("区划代码", "所在地"), rows)
    _table(book, "各等级", ("代码", "对象等级"), _coded(found.levels))
    _table(book, "各类别", ("代码", "探访类别"), _coded(found.classes))
    _table(book, "各期", ("统计期", "开始"), [(row.code, row.name, row) for row in found.series])
    _table(book, "专项走访", ("编号", "名称"), _coded(found.rounds))
    ways = book.sheet("探访方式", ["代码", "方式", "次数", "其中补录"])
    for way in found.visit_ways:
        ways.add([way.way, WAYS[way.way], way.visits, way.late])
    ways.add(["care", "关爱服务", found.cares, None])
    follow = book.sheet("跟进事项", ["代码", "事项", *_FOLLOWED, *AGES])
    for one in found.follow_ups:
        follow.add([one.kind, KINDS.get(one.kind, one.kind), one.opened, one.closed, one.open, one.overdue, *one.ages])
    register = book.sheet("名册", ["类别、风险", "人数"])
    for held in found.register:
        register.add([held.label, held.persons])
    _explain(book, found)


def _coded(rows: Iterable[Row]) -> list[tuple[str, str, Row]]:
    return [(row.code, row.name, row) for row in rows]


def _table(book: Book, title: str, first: Sequence[str], rows: Iterable[tuple[str, str, Row]]) -> None:
    sheet = book.sheet(title, [*first, *_COLUMNS.values(), *_DERIVED])
    for code, name, row in rows:
        sheet.add([code, name, *_numbers(row.tally), *_derived(row)])


def _numbers(tally: Tally) -> list[Cell]:
    return [getattr(tally, name) for name in _COLUMNS]


def _derived(row: Row) -> list[Cell]:
    shares: list[Share] = [row.rate, row.completion, row.help_rate]
    percents: list[Decimal | None] = [share.percent for share in shares]
    return [row.tally.unvisited, row.tally.unexplained, *percents]


def _explain(book: Book, found: Overview) -> None:
    told: dict[str, Cell] = {
        "内容": _title(found),
        "起止": f"{found.cycle.first} 至 {found.cycle.last}",
        "统计日期": today(),
        "逾期": found.total.overdue,
        "月探访率": "本期探访过的人 ÷ 应探访的人",
        "任务完成率": "每次应做的探访都按时做到的人 ÷ 应探访的人",
        "不愿接受探访": REFUSALS[found.total.refusals],
        "依据": found.refusals_because,
        "不计入应探访": "本期新登记、已离册，以及住院、外出等不计入的情形",
        "补录": "过了上报期才录入的探访，仍计入探访当天所在的一期",
        "名册": "统计日期当天的人数；一个人可以属于几个类别",
    }
    sheet = book.sheet("说明", ["项目", "内容"])
    for name, words in told.items():
        sheet.add([name, words])
