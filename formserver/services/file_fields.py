"""What two files of one person say side by side, and what the one that stays will say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import chinese_date
from formserver.forms.reading import mask
from formserver.models import Elder
from formserver.store import elders

KEPT: Final = "kept"
OTHER: Final = "other"


@dataclass(frozen=True)
class Field:
    """One thing files say: how it is called, what a file says of it in words, the columns that hold it in a file that
    takes it over from another, and, where words hide a part, all of it."""

    code: str
    label: str
    text: Callable[[Elder], str]
    taken: Callable[[Elder, Elder], dict[str, Any]]
    whole: Callable[[Elder], str | None] | None = None

    def differs(self, kept: Elder, other: Elder) -> bool:
        """Whether both files say something, and not the same."""
        read = self.whole or self.text
        return bool(self.text(kept) and self.text(other) and read(kept) != read(other))


@dataclass(frozen=True)
class Line:
    """One field of two files. ``differs``: both say something, and not the same, so that one must be chosen, even where
    the words show no difference; ``stays``: what the file says after, where nothing is chosen."""

    code: str
    label: str
    kept: str
    other: str
    differs: bool

    @property
    def stays(self) -> str:
        """What stands in the file that stays, as long as nobody chooses otherwise."""
        return self.kept or self.other


def _columns(*names: str) -> Callable[[Elder, Elder], dict[str, Any]]:
    return lambda kept, other: {name: getattr(other, name) for name in names}


def _plain(name: str) -> Callable[[Elder], str]:
    return lambda elder: getattr(elder, name) or ""


def _sex(elder: Elder) -> str:
    return {"male": "男", "female": "女"}.get(elder.sex or "", "")


def _birth(elder: Elder) -> str:
    return chinese_date(elder.birth) if elder.birth else ""


def _identity(elder: Elder) -> str:
    return mask(elders.identity_of(elder) or "")


def _phone(elder: Elder) -> str:
    return mask(elders.phone_of(elder) or "")


def _take_identity(kept: Elder, other: Elder) -> dict[str, Any]:
    return elders.identity_columns(kept, elders.identity_of(other))


def _take_phone(kept: Elder, other: Elder) -> dict[str, Any]:
    return elders.phone_columns(kept, elders.phone_of(other))


def _photo(elder: Elder) -> str:
    return "有照片" if elder.file.get("photo") else ""


def _take_photo(kept: Elder, other: Elder) -> dict[str, Any]:
    return {"file.photo": other.file["photo"]}


FIELDS: Final = (
    Field("name", "姓名", _plain("name"), _columns("name")),
    Field("sex", "性别", _sex, _columns("sex")),
    Field("birth", "出生", _birth, _columns("birth")),
    Field("identity", "身份证号", _identity, _take_identity, elders.identity_of),
    Field("phone", "电话", _phone, _take_phone, elders.phone_of),
    Field("residence", "现居住地", _plain("residence"), _columns("residence")),
    Field("grid", "网格", _plain("grid"), _columns("grid")),
    Field("photo", "照片", _photo, _take_photo),
)


def compare(kept: Elder, other: Elder) -> list[Line]:
    """Both files, field by field; what neither says is left out."""
    lines = (Line(one.code, one.label, one.text(kept), one.text(other), one.differs(kept, other)) for one in FIELDS)
    return [line for line in lines if line.stays]


def are_of_two_numbers(kept: Elder, other: Elder) -> bool:
    """Whether both files have an identity number, and not the same: mostly these are two persons."""
    return next(one for one in FIELDS if one.code == "identity").differs(kept, other)


def taken(kept: Elder, other: Elder, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the file that stays that take over from the other: what was chosen, and what it does not say."""
    changes: dict[str, Any] = {}
    for one in FIELDS:
        takes = chosen.get(one.code) == OTHER or not one.text(kept)
        if takes and one.text(other):
            changes |= one.taken(kept, other)
    return changes
