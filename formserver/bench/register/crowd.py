"""Many made-up persons in one county, written as fast as the database takes them."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import insert

from formserver import sounds
from formserver.clock import now
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Base, Elder, ElderCategory, ElderMark
from formserver.store import elder_marks, elders

COUNTY: Final = "420703"
TOWNSHIP: Final = "420703101"
VILLAGE: Final = "420703101201"
CATEGORIES: Final = ("living_alone", "empty_nest", "left_behind", "disabled", "family_planning_special")

_TOWNSHIPS: Final = 20
_VILLAGES: Final = 25
_BATCH: Final = 10_000
_ROOM_KB: Final = 1_000_000
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
)
_GIVEN: Final = "秀英桂芳玉兰珍凤华梅明国建德志文成荣福祥春金宝贵生平海云林清永庆瑞忠义信仁寿康宁安松柏青山水田"


@dataclass(frozen=True)
class Crowd:
    """How many persons there are, and who comes in the middle of them."""

    size: int
    middle: str


def gather(size: int, seed: int, done: Callable[[], object]) -> Crowd:
    """Bring the persons in; the same seed makes the same ones."""
    dice = random.Random(seed)
    sounded: list[str] = []
    with _indexed_in_the_end():
        for start in range(0, size, _BATCH):
            people = [_person(dice) for _ in range(min(_BATCH, size - start))]
            sounded += [person["sound"] for person in people]
            kinds = {person["id"]: _kinds(dice) for person in people}
            connection = db.session.connection()
            connection.execute(insert(Elder), people)
            connection.execute(insert(ElderCategory), list(_categories(kinds)) or [])
            connection.execute(insert(ElderMark), [mark for person in people for mark in _marks(person, kinds)])
            db.session.commit()
            done()
    return Crowd(size, sorted(sounded)[size // 2])


@contextmanager
def _indexed_in_the_end() -> Iterator[None]:
    """Indexes are made when all rows are there, in SQLite with room for them in memory: a third of the time."""
    tables = [Base.metadata.tables[model.__tablename__] for model in (Elder, ElderCategory, ElderMark)]
    indexes = sorted((index for table in tables for index in table.indexes), key=lambda index: str(index.name))
    for index in indexes:
        index.drop(db.session.connection())
    db.session.commit()
    db.session.connection().exec_driver_sql(f"PRAGMA cache_size=-{_ROOM_KB}")
    yield
    for index in indexes:
        index.create(db.session.connection())
    db.session.commit()
    db.session.remove()
    db.engine.dispose()  # what is measured has the room it has at work


def _person(dice: random.Random) -> dict[str, Any]:
    # surnames are unevenly spread, as in life
    surname = _SURNAMES[min(int(dice.expovariate(0.09)), len(_SURNAMES) - 1)]
    name = surname + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2, 2, 2))))
    township = f"{COUNTY}{101 + dice.randrange(_TOWNSHIPS)}"
    moment = now()
    return {
        "county_id": COUNTY,
        "id": new_id(),
        "name": name,
        "sound": _sound(name),
        "township_code": township,
        "village_code": f"{township}{201 + dice.randrange(_VILLAGES)}",
        "village_name": "示例村",
        "state": dice.choices((elders.REGISTERED, elders.PENDING, elders.LEFT), (95, 2, 3))[0],
        "care_level": dice.choices(("ordinary", "key"), (80, 20))[0],
        "consent": dice.choices(("willing", "unwilling"), (98, 2))[0],
        "risk": dice.choices((None, "low", "medium", "high"), (30, 60, 8, 2))[0],
        "last_visit_on": f"2025-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        "review_due_on": f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        "file": {},
        "created_at": moment,
        "updated_at": moment,
    }


@lru_cache(maxsize=200_000)
def _sound(name: str) -> str:
    return sounds.order(name)


@lru_cache(maxsize=200_000)
def _pieces(name: str) -> list[str]:
    return elder_marks.pieces(name)


@lru_cache(maxsize=10_000)
def _both(kinds: frozenset[str]) -> set[str]:
    return elder_marks.with_both(kinds)


def _seldom(person: dict[str, Any], codes: list[str]) -> Iterator[str]:
    yield from map(elder_marks.category, codes)
    for column in elder_marks.SELDOM:
        if (value := person.get(column)) and (mark := elder_marks.mark_of(column, value)):
            yield mark


def _kinds(dice: random.Random) -> list[str]:
    return [code for code, share in zip(CATEGORIES, (20, 30, 15, 10, 1), strict=True) if dice.random() * 100 < share]


def _categories(kinds: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for elder_id, codes in kinds.items():
        for code in codes:
            yield {
                "county_id": COUNTY,
                "id": new_id(),
                "elder_id": elder_id,
                "code": code,
                "source": "hand",
                "source_note": "",
                "state": "verified",
                "created_at": now(),
            }


def _marks(person: dict[str, Any], kinds: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    found = set(_pieces(person["name"]))
    if person["state"] == elder_marks.LEFT:
        found.add(elder_marks.HAS_LEFT)
    else:
        found |= _both(frozenset(_seldom(person, kinds[person["id"]])))
    same = {name: person[name] for name in ("county_id", "sound", "township_code", "village_code")}
    for mark in found:
        yield same | {"mark": mark, "elder_id": person["id"]}
