"""What persons are found by: pieces of their names, initials, and whatever only some of them have.

A mark is a word: ``n:小明`` (two or three characters that stand beside each other in the name), ``s:王`` (the name
begins so), ``i:wx`` (the initials begin so), ``level:key``, ``cat:living_alone`` … What most persons have (ordinary
level, consent) is no mark: a list of those is read from the register itself. Whoever has two of these kinds has a mark
of both, too, so that a list of both is read like any other; that one is a digest (`of_both`), because it has to be
short.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, Final

from sqlalchemy import delete, exists, insert, select

from formserver import sounds
from formserver.extensions import db
from formserver.models import Elder, ElderCategory, ElderMark

SELDOM: Final[dict[str, tuple[str, frozenset[str] | None]]] = {
    "state": ("state", frozenset({"listed", "pending", "left"})),
    "care_level": ("level", frozenset({"key"})),
    "visit_class": ("class", None),
    "risk": ("risk", frozenset({"medium", "high"})),
    "consent": ("consent", frozenset({"unwilling"})),
    "grid": ("grid", None),
}
"""Column -> the word of its marks, and the values that are marked (None: all)."""

MARKED: Final = frozenset({*SELDOM, "name", "township_code", "village_code"})
"""The columns that marks depend on."""

LEFT: Final = "left"
HAS_LEFT: Final = f"state:{LEFT}"
TO_VERIFY: Final = "to_verify"
_BATCH: Final = 500
_DIGEST: Final = 9
"""Bytes: two of a county's pairs of kinds that had the same mark would be one in a million millions."""
_COLUMNS: Final = tuple(column.name for column in ElderMark.__table__.columns)


def pieces(name: str) -> list[str]:
    """The marks of a name."""
    text = name.lower()
    letters = sounds.initials(name)
    starts = [f"i:{letters[:end]}" for end in range(2, len(letters) + 1)]
    return [f"s:{text[:1]}", *_neighbours(text, 2), *_neighbours(text, 3), *starts]


def in_names(text: str) -> list[str]:
    """The marks of all names that hold a text of two characters or more; of more than three, some others have them."""
    return _neighbours(text, min(len(text), 3))


def _neighbours(text: str, size: int) -> list[str]:
    return list(dict.fromkeys(f"n:{text[start : start + size]}" for start in range(len(text) - size + 1)))


def mark_of(column: str, value: str) -> str | None:
    """The mark of a value of a column; None where so many have it that there is none."""
    word, values = SELDOM[column]
    return f"{word}:{value}" if values is None or value in values else None


def category(code: str) -> str:
    """The mark of a category that applies."""
    return f"cat:{code}"


_BOTH: Final = "2:"


def of_both(one: str, other: str) -> str:
    """The mark of whoever has both of two kinds."""
    text = "&".join(sorted((one, other)))
    return f"{_BOTH}{hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()}"


def with_both(kinds: Iterable[str]) -> set[str]:
    """Marks of kinds, and those of every two of them."""
    found = set(kinds)
    return found | {of_both(*two) for two in combinations(found, 2)}


def of(elder: Elder, categories: Iterable[ElderCategory]) -> set[str]:
    """All marks of a person with these rows of categories; who left has none but of the name and of having left."""
    found = set(pieces(elder.name))
    if elder.state == LEFT:
        return found | {HAS_LEFT}
    values = ((column, getattr(elder, column)) for column in SELDOM)
    kinds = {mark for column, value in values if value and (mark := mark_of(column, value))}
    for row in categories:
        if row.until is None and row.state == "verified":
            kinds.add(category(row.code))
        if row.until is None and row.state == TO_VERIFY:
            kinds.add(f"verify:{TO_VERIFY}")
    return found | with_both(kinds)


def refresh(elder: Elder) -> None:
    """Write what changed of a person's marks; to be called when the name, a place, a marked column or a category
    changed."""
    elder.sound = sounds.order(elder.name)
    db.session.flush()
    mine = (ElderMark.county_id == elder.county_id, ElderMark.elder_id == elder.id)
    key = ElderMark.mark, ElderMark.sound, ElderMark.township_code, ElderMark.village_code
    stored = {tuple(row) for row in db.session.execute(select(*key).where(*mine))}
    place = elder.sound, elder.township_code, elder.village_code
    wanted = {(mark, *place) for mark in of(elder, _categories([elder]).get(elder.id, ()))}
    if gone := stored - wanted:
        # a moved person's marks all go and come; else few do
        marks = [mark for mark, *_ in gone]
        db.session.execute(delete(ElderMark).where(*mine, ElderMark.mark.in_(marks)).execution_options(**_UNSEEN))
    if new := wanted - stored:
        _insert((elder.county_id, mark, sound, elder.id, *where) for mark, sound, *where in new)


def refresh_many(elders: Sequence[Elder]) -> None:
    """Write the marks of many persons of one county anew, in few statements."""
    for elder in elders:
        elder.sound = sounds.order(elder.name)
    db.session.flush()
    if not elders:
        return
    ids = [elder.id for elder in elders]
    mine = (ElderMark.county_id == elders[0].county_id, ElderMark.elder_id.in_(ids))
    db.session.execute(delete(ElderMark).where(*mine).execution_options(**_UNSEEN))
    _insert(_rows(elders))


def refill() -> int:
    """Write the marks of all persons anew; gives how many persons there are. Commits nothing."""
    done = 0
    last = ("", "")
    statement = select(Elder).order_by(Elder.county_id, Elder.id).limit(_BATCH)
    while batch := db.session.scalars(statement.where(_behind(last))).all():
        for county_id in sorted({elder.county_id for elder in batch}):
            refresh_many([elder for elder in batch if elder.county_id == county_id])
        last = (batch[-1].county_id, batch[-1].id)
        done += len(batch)
        db.session.expunge_all()
    return done


def is_filled() -> bool:
    """Whether every person has marks."""
    marked = exists().where(ElderMark.county_id == Elder.county_id, ElderMark.elder_id == Elder.id)
    return db.session.scalar(select(Elder.id).where(~marked).limit(1)) is None


def strayed(elder: Elder) -> list[str]:
    """Marks of a person that are missing or stand there wrongly, those that nobody can read last."""
    mine = (ElderMark.county_id == elder.county_id, ElderMark.elder_id == elder.id)
    stored = set(db.session.scalars(select(ElderMark.mark).where(*mine)))
    return sorted(
        stored ^ of(elder, _categories([elder]).get(elder.id, ())), key=lambda mark: (mark[:2] == _BOTH, mark)
    )


_UNSEEN: Final[dict[str, Any]] = {"synchronize_session": False}


def _behind(last: tuple[str, str]) -> Any:
    return (Elder.county_id > last[0]) | ((Elder.county_id == last[0]) & (Elder.id > last[1]))


def _categories(elders: Sequence[Elder]) -> dict[str, list[ElderCategory]]:
    found: dict[str, list[ElderCategory]] = {}
    here = ElderCategory.county_id == elders[0].county_id
    ids = [elder.id for elder in elders]
    for row in db.session.scalars(select(ElderCategory).where(here, ElderCategory.elder_id.in_(ids))):
        found.setdefault(row.elder_id, []).append(row)
    return found


def _rows(elders: Sequence[Elder]) -> Iterator[tuple[str, ...]]:
    categories = _categories(elders)
    for elder in elders:
        for mark in of(elder, categories.get(elder.id, ())):
            yield elder.county_id, mark, elder.sound, elder.id, elder.township_code, elder.village_code


def _insert(rows: Iterable[tuple[str, ...]]) -> None:
    values = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    if values:
        db.session.connection().execute(insert(ElderMark), values)
