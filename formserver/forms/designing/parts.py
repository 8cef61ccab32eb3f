"""Further parts of a paper (`x-parts`), filled in after another one: added with a table of their own, taken out."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, no_braces
from formserver.forms.designing.blank import first_rows, widths
from formserver.forms.designing.grid import tables

_MOST: Final = 5
_DATE: Final = "{%s|ymd}"


def parts(sketch: Sketch) -> list[Json]:
    """The parts in paper order: `code`, `title`, and which one they follow (`follows`), as the document has them."""
    found: list[Json] = sketch.document["x-parts"]
    return found


def before(sketch: Sketch, code: str) -> list[tuple[str, str]]:
    """The parts that one may follow: those before it; all of them for one that is not there yet. Code, title."""
    all_parts = parts(sketch)
    at = next((number for number, one in enumerate(all_parts) if one["code"] == code), len(all_parts))
    return [(one["code"], one["title"]) for one in all_parts[:at]]


def add_part(sketch: Sketch, words: Words) -> Said:
    """A part called `title`, filled in after the part `follows`; it begins with a date, in a table at the end."""
    title, follows = no_braces(words.needed("title", limit=60)), words.text("follows")
    if follows not in dict(before(sketch, "")):
        raise Refused("请选好接在哪一部分之后填。")
    if len(parts(sketch)) >= _MOST:
        raise Refused("一张表最多%(limit)s个部分。", limit=_MOST)
    code, item, section = (sketch.fresh_code(kind) for kind in ("part", "item", "section"))
    is_visit = sketch.document["$id"].split(":")[3].startswith("visit_record/")
    first: Json = {"title": "日期", "x-kind": "date"} | ({"x-concept": "care_date"} if is_visit else {})
    sections = [{"code": section, "title": title, "fields": [item]}]
    parts(sketch).append({"code": code, "title": title, "follows": follows})
    sketch.document["properties"][code] = {"type": "object", "properties": {item: first}, "x-sections": sections}
    columns = widths(round(sum(tables(sketch)[-1].columns_mm), 1))
    rows = first_rows(title, first["title"], _DATE % item)
    sketch.document["x-paper"]["blocks"].append({"part": code, "columns_mm": columns, "rows": rows})
    return Said("加了一个部分“%(title)s”。", {"title": title})


def name_part(sketch: Sketch, words: Words) -> Said:
    """Call a `part` otherwise (`title`); of a further one, which it `follows`."""
    part = _part(sketch, words)
    part["title"] = no_braces(words.needed("title", limit=60))
    allowed, follows = dict(before(sketch, part["code"])), words.text("follows")
    if follows and "follows" in part:
        if follows not in allowed:
            raise Refused("请选好接在哪一部分之后填。")
        part["follows"] = follows
    return Said("改了“%(title)s”这一部分。", {"title": part["title"]})


def drop_part(sketch: Sketch, words: Words) -> Said:
    """Take out a `part` with all its fields and all that prints it."""
    part = _part(sketch, words)
    if part is parts(sketch)[0]:
        raise Refused("第一部分不能删除。")
    behind = [one["title"] for one in parts(sketch) if one.get("follows") == part["code"]]
    if behind:
        raise Refused("“%(title)s”接在它之后填，请先改那里。", title=behind[0])
    parts(sketch).remove(part)
    del sketch.document["properties"][part["code"]]
    paper = sketch.document["x-paper"]
    paper["blocks"] = [block for block in paper["blocks"] if block["part"] != part["code"]]
    return Said("删除了“%(title)s”这一部分。", {"title": part["title"]})


def _part(sketch: Sketch, words: Words) -> Json:
    found = next((one for one in parts(sketch) if one["code"] == words.text("part")), None)
    if found is None:
        raise Refused("这一部分已经没有了，请看最新的样子。")
    return found


STEPS: Final[dict[str, Do]] = {"add_part": add_part, "name_part": name_part, "drop_part": drop_part}
