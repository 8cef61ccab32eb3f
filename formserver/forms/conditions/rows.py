"""The condition of the head on its rows: in how many of them a statement holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from formserver.forms.conditions.base import ALWAYS, CLOSED, Condition, Data, Explained, Say, Schema, Truth, Words


@dataclass(frozen=True)
class RowCount(Condition):
    """At least, at most, or between so many rows of a table are such that `where` holds; unanswered: 0."""

    rows: str
    where: Condition = ALWAYS
    least: int = 0
    most: int | None = None

    def truth(self, data: Data, unanswered: Truth = None) -> Truth:
        sure, possible = self._counted(data, unanswered)
        most = math.inf if self.most is None else self.most
        if self.least <= sure and possible <= most:
            return True
        return False if possible < self.least or most < sure else None

    def _counted(self, data: Data, unanswered: Truth) -> tuple[float, float]:
        """In how many rows it holds for certain, and in how many it may."""
        rows = data.get(self.rows)
        if rows is None and unanswered is None:
            return 0, math.inf
        if rows is CLOSED or not isinstance(rows, list):
            return 0, 0
        truths = [self.where.truth(row, unanswered) for row in rows if isinstance(row, dict)]
        return truths.count(True), len(truths) - truths.count(False)

    def schema(self) -> Schema | None:
        where = self.where.schema()
        if where is None:
            return None
        count: Schema = {"contains": {"type": "object", **where}, "minContains": self.least}
        if self.most is not None:
            count["maxContains"] = self.most
        if not self.least:
            return {"properties": {self.rows: count}}
        return {"required": [self.rows], "properties": {self.rows: {"type": "array", **count}}}

    def sentence(self, words: Words, *, holds: bool = True, say: Say = str) -> str:
        rows = words(self.rows, None)
        if self.where != ALWAYS:
            where = self.where.sentence(lambda field, option: words(f"{self.rows}.{field}", option), say=say)
            rows = say("%(rows)s里（%(where)s）的") % {"rows": rows, "where": where}
        if self.most is None:
            said = say("%(rows)s至少有%(least)s行") if holds else say("%(rows)s不到%(least)s行")
        elif not self.least:
            said = say("%(rows)s最多有%(most)s行") if holds else say("%(rows)s超过%(most)s行")
        else:
            said = say("%(rows)s有%(least)s到%(most)s行") if holds else say("%(rows)s不是%(least)s到%(most)s行")
        return said % {"rows": rows, "least": self.least, "most": self.most}

    def explained(self, data: Data, *, holds: bool = True) -> Explained:
        sure, _ = self._counted(data, None)
        return replace(self.told(data, holds=holds), names=(self.rows,), rows=int(sure))

    def references(self) -> Iterator[tuple[str, str | None]]:
        yield self.rows, None
        yield from ((f"{self.rows}.{name}", option) for name, option in self.where.references())
