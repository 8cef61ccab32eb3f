"""What the recogniser took each place of a paper for, how sure it is, and why: what an administrator confirms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sure(StrEnum):
    """How sure a guess is. SURE: the paper says so; LIKELY: its words point there; UNSURE: somebody has to look."""

    SURE = "确定"
    LIKELY = "较有把握"
    UNSURE = "没有把握"


class Because(StrEnum):
    """The reason of a guess, as its reader is told."""

    NAMED = "名称写明了填什么"
    HINTED = "按名称里的字猜的"
    UNIT = "按填空后面的单位猜的"
    PLAIN = "名称没有说明填什么，先按一行文字"
    TALL = "这一格留的地方大，先按多行文字"
    NO_LABEL = "旁边没有找到名称，请补上名称"
    BOXES = "有方框；方框没有说明可以选几项，按选项的内容猜的"
    BOXES_MANY = "纸上写着可多选"
    TWO_ANSWERS = "方框后面是两个相反的答案"
    NO_BOXES = "像是选项，但前面没有方框"
    EXCLUDES = "有方框，可多选；“无”这一类选项不能与其他选项同时选"
    DATE = "印着年、月、日"
    MONTH = "印着年、月，没有日"
    SIGN = "印着签字的地方"
    SEAL = "印着盖章的地方"
    SENTENCE = "一句话里有几处填空"
    TIERS = "印着各级地名的空"
    EIGHTEEN = "名称旁边是一串小方格"
    ROWS = "表头下面是空行，按可以增加的表格"
    FIXED_ROWS = "表头下面每一行有自己的名称，按固定行的表格"
    BLOCKS = "同样的几行重复印了几次，只有序号不同"
    COUNTER = "印着第几次，由系统编号"
    SECOND_COUNTER = "又一处“第几次”，系统只编一个号，这里先由人填数字"
    OPINION = "意见、签字、盖章和日期在一起，按审批意见栏，请核对是哪一级"
    OPINION_UNKNOWN = "像是审批意见栏，但看不出是哪一级，先由人填写"
    NO_ANSWER = "这一格只有文字，没有找到填写的地方"
    HINT_PRINTED = "这一列别处是填写的地方，这里印了字，按填在字的后面"
    FILLED = "这里已经填了字，当作填空，请核对"
    COPIES = "写着一式几份，由谁存档"
    TITLE = "表格上方最近的一行标题"
    NO_TITLE = "没有找到标题，请改成纸上的标题"
    LEFT_OUT = "在标题上面，没有放进草稿"


@dataclass(frozen=True)
class Place:
    """Where a guess stands: number of the table (0: outside of tables), of its row, of the cell in it, from 1."""

    table: int
    row: int
    cell: int = 1

    def __str__(self) -> str:
        return f"表{self.table}第{self.row}行第{self.cell}格" if self.table else f"表外第{self.row}行"


@dataclass(frozen=True)
class Guess:
    """One guess: where, the words found there, the path of the field it became (empty: none), its name, what it was
    taken for in a word, how sure, and why."""

    place: Place
    words: str
    field: str
    label: str
    taken_for: str
    sure: Sure
    because: Because
