"""What an expression can name: an answer, the answers of a table's column, or what the document says of a field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from formserver.forms.expressions.sizes import NO_SIZE, Size, size_of, size_within

BANDS: Final = "list(map(string, dyn))"
ROW: Final = "*"
Read = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Operand:
    """`read`: the JSON object that holds the field -> the value, or None where there is no answer.

    `type`: int, string, or a list of these (docs/expressions.md). `path`: the field it is read from ("*" stands for a
    row), or None for what the document says. `codes`: the options it may hold. `is_aside`: an answer of the same name
    goes before it. `is_sensitive`: the answer is stored encrypted, and not everybody may read it. `most`: what is
    larger is no answer of that field.
    """

    name: str
    type: str
    read: Read
    path: tuple[str, ...] | None
    codes: tuple[str, ...] = ()
    is_aside: bool = False
    is_sensitive: bool = False
    most: Size = NO_SIZE

    def below(self, code: str) -> Operand:
        """The same seen from the object that holds the container `code`."""
        return replace(self, name=f"{code}.{self.name}", read=_inside(code, self.read), path=_below(self.path, code))

    @property
    def fits_column(self) -> bool:
        """Whether it can be listed row by row; there are no lists of lists."""
        return self.path is None or not self.type.startswith("list(")

    def in_column(
        self, code: str, rows: Callable[[Mapping[str, Any]], Iterator[Mapping[str, Any]]], most_rows: int
    ) -> Operand:
        """All answers of it in the rows of the table `code`; what the document says stays as it is."""
        name = f"{code}.{self.name}"
        if self.path is None:
            return replace(self, name=name)

        def column(data: Mapping[str, Any]) -> list[Any]:
            return [value for row in rows(data) if (value := self.read(row)) is not None]

        most = self.most.listed(most_rows)
        return replace(self, name=name, type=f"list({self.type})", read=column, path=(code, ROW, *self.path), most=most)


def of_answer(code: str, kind: str, read: Read, schema: Mapping[str, Any], **more: Any) -> Operand:
    """The answer of a field, as its schema limits it."""
    return Operand(code, kind, read, (code,), most=size_within(schema), **more)


def constant(name: str, kind: str, value: Any) -> Operand:
    """What the document says of a field: its bands, its order."""
    return Operand(name, kind, lambda _: value, None, is_aside=True, most=size_of(value))


def _inside(code: str, read: Read) -> Read:
    def read_inside(data: Mapping[str, Any]) -> Any:
        value = data.get(code)
        return read(value if isinstance(value, Mapping) else {})

    return read_inside


def _below(path: tuple[str, ...] | None, code: str) -> tuple[str, ...] | None:
    return None if path is None else (code, *path)
