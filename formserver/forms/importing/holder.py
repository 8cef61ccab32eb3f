"""The fields of one object as they are found: unique codes, names that tell them apart, and a guess for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from formserver.forms.importing.codes import Names, stem
from formserver.forms.importing.guesses import Because, Guess, Place, Sure
from formserver.forms.importing.kinds import SEX, Kind

_TITLE: Final = 200
_TOLD: Final = 60  # words of a cell that a guess quotes
WORDS_OF: Final[Mapping[str, str]] = {
    **{"text": "一行文字", "long_text": "多行文字", "integer": "整数", "decimal": "小数", "money": "金额"},
    **{"date": "日期", "yes_no": "是或否", "single_choice": "单选", "multi_choice": "多选", "lookup": "从名单中选"},
    **{"sentence": "带填空的句子", "identity_number": "身份证号码", "disability_card": "残疾证号码", "phone": "电话"},
    **{"address": "地址", "table": "可增加行的表格", "fixed_table": "固定行的表格", "block": "重复的几行"},
    **{"signature": "签字或盖章", "photos": "照片", "counter": "次数", "opinion": "审批意见"},
}
NOTHING: Final = "没有填写项"
# What is no field.
OTHERS: Final[Mapping[Because, str]] = {
    **{Because.TITLE: "标题", Because.NO_TITLE: "标题", Because.COPIES: "存档份数", Because.LEFT_OUT: "没有采用"},
}


def printed(words: str) -> str:
    """Words of a cell in one line, without the room that was left in it."""
    return re.sub(r"\s{2,}|_{2,}", " ", words.replace("\n", "")).strip()


class Holder:
    """Collects the fields of a part, of a table's rows or of a sentence, in paper order."""

    def __init__(self, guesses: list[Guess], path: str = "") -> None:
        self.fields: dict[str, dict[str, Any]] = {}
        self.guesses = guesses
        self.counts_visits = False  # whether a field is numbered by the system
        self._path = path
        self._names = Names()
        self._said: set[str] = set()

    def inner(self, code: str) -> Holder:
        """A holder for the rows or blanks of a field."""
        return Holder(self.guesses, f"{self._path}{code}.")

    def code(self, words: str) -> str:
        """A code of this object that no field has yet."""
        return self._names.take(words)

    def add(self, title: str, kind: Kind, place: Place, words: str, *, around: str = "", code: str = "") -> str:
        """Put a field in; its code. `title` is the printed label, `around` a name nearby that tells it from others of
        the same label."""
        title = printed(title)[:_TITLE]
        code = code or self.code(title or around or "field")
        spec = dict(kind.spec)
        if "$ref" not in spec or title != "性别":
            spec["title"] = title
        spoken = self._spoken(title, around, place)
        if spoken != title:
            spec["x-spoken"] = spoken
        self.fields[code] = spec
        sure, because = kind.sure, kind.because
        if not title and sure is Sure.SURE and "x-kind" in spec:
            sure = Sure.LIKELY
        self.tell(place, words, code, spoken, spec, sure, because)
        return code

    def tell(
        self, place: Place, words: str, code: str, label: str, spec: Mapping[str, Any], sure: Sure, because: Because
    ) -> None:
        """Note a guess."""
        kind = "single_choice" if spec.get("$ref") == SEX else str(spec.get("x-kind", ""))
        path = f"{self._path}{code}" if code else ""
        taken_for = WORDS_OF.get(kind) or OTHERS.get(because, NOTHING)
        self.guesses.append(Guess(place, printed(words)[:_TOLD], path, label, taken_for, sure, because))

    def _spoken(self, title: str, around: str, place: Place) -> str:
        """The name a problem says: the label, or where it is missing or taken one that no other field has."""
        owner, title = re.sub("姓名$", "", stem(around)) or stem(around), title.rstrip("：:；;")
        wanted = [title, f"{owner}的{stem(title)}"] if owner and title else [title or owner]
        plain = next((name for name in wanted if name and name not in self._said), "")
        spoken = plain or f"{title or owner}（{place}）"
        self._said.add(spoken)
        return spoken[:_TITLE]
