"""What concerns the whole paper: title, copies, sections of the page, and the text of an expert."""

from __future__ import annotations

from typing import Final

from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, orderless, orders

_LONGEST_HOLDER: Final = 200


def set_title(sketch: Sketch, words: Words) -> Said:
    """The printed `title`."""
    sketch.document["title"] = words.needed("title", limit=100)
    return Said("把标题改为“%(title)s”。", {"title": sketch.document["title"]})


def set_copies(sketch: Sketch, words: Words) -> Said:
    """Who keeps each copy (`holders`, one a line), and the `note` that is printed; both empty: not said."""
    holders = [line.strip() for line in words.text("holders").splitlines() if line.strip()]
    note = words.text("note", limit=200)
    if len(holders) > 9:
        raise Refused("最多写九份。", at="holders")
    if len(max(holders, key=len, default="")) > _LONGEST_HOLDER:
        raise Refused("写得太长，每行最多%(limit)s个字。", limit=_LONGEST_HOLDER, at="holders")
    if note and not holders:
        raise Refused("请写明各份由谁存，每行一个。", at="holders")
    sketch.document.pop("x-copies", None)
    if not holders:
        return Said("不再写明一式几份。")
    sketch.document["x-copies"] = {"holders": holders} | ({"note": note} if note else {})
    return Said("改为一式%(count)s份。", {"count": len(holders)})


def add_section(sketch: Sketch, words: Words) -> Said:
    """A new section of the page, called `title`, from a `field` on to the end of its section."""
    place, title = words.needed("field"), words.needed("title", limit=100)
    part, code = _part_of(sketch, place), place.rpartition(".")[2]
    if "x-sections" not in part:
        part["x-sections"] = [{"code": sketch.fresh_code("section"), "fields": part.pop("x-order")}]
    found = next(one for one in part["x-sections"] if code in one["fields"])
    at = found["fields"].index(code)
    if at == 0:
        found["title"] = title
        return Said("把这一节叫做“%(title)s”。", {"title": title})
    new: Json = {"code": sketch.fresh_code("section"), "title": title, "fields": found["fields"][at:]}
    del found["fields"][at:]
    part["x-sections"].insert(part["x-sections"].index(found) + 1, new)
    return Said("从“%(label)s”起另起一节“%(title)s”。", {"label": called(sketch.field(place)), "title": title})


def name_section(sketch: Sketch, words: Words) -> Said:
    """Call a `section` of a `part` otherwise (`title`)."""
    section, _ = section_of(sketch, words)
    section["title"] = words.needed("title", limit=100)
    return Said("把这一节叫做“%(title)s”。", {"title": section["title"]})


def note_section(sketch: Sketch, words: Words) -> Said:
    """Explain a `section` of a `part` below its title on the page (`note`, "" for nothing)."""
    section, _ = section_of(sketch, words)
    title, note = section.get("title", ""), words.text("note", limit=500)
    section.pop("note", None)
    if not note:
        return Said("“%(title)s”一节不再写说明。", {"title": title})
    section["note"] = note
    return Said("写了“%(title)s”一节的说明。", {"title": title})


def drop_section(sketch: Sketch, words: Words) -> Said:
    """Join a `section` of a `part` with the one before, the first with the one behind."""
    section, found = section_of(sketch, words)
    if len(found) == 1:
        section.pop("title", None)
        return Said("去掉了这一节的标题。")
    at = found.index(section)
    if at:
        found[at - 1]["fields"] += section["fields"]
    else:
        found[1]["fields"][:0] = section["fields"]
    found.remove(section)
    return Said("把“%(title)s”并入了旁边的一节。", {"title": section.get("title", "")})


def _part_of(sketch: Sketch, place: str) -> Json:
    if orderless(sketch, place):
        raise Refused("句子里不能另起一节。")
    return sketch.holder(place)


def section_of(sketch: Sketch, words: Words) -> tuple[Json, list[Json]]:
    """The `section` of a `part`, or of the columns of a table (`part`: its place), and all of them. Raises Refused."""
    place = words.text("part")
    parts = sketch.document["properties"]
    holder = sketch.field(place).get("items", {}) if "." in place else parts.get(place, {})
    found: list[Json] = holder.get("x-sections", [])
    chosen = next((one for one in found if one["code"] == words.text("section")), None)
    if chosen is None:
        raise Refused("这一节已经没有了，请看最新的样子。")
    return chosen, found


def fields_in_order(sketch: Sketch) -> list[tuple[str, Json]]:
    """The fields of the parts in the order of the page, those of tables behind the table: place, definition."""
    found: list[tuple[str, Json]] = []
    for words in sketch.document["x-parts"]:
        part = sketch.document["properties"][words["code"]]
        for code in (code for order in orders(part) for code in order):
            field = part["properties"][code]
            place = f"{words['code']}.{code}"
            found.append((place, field))
            inner = field["items"]["properties"] if "items" in field else {}
            found += [(f"{place}.{column}", spec) for column, spec in inner.items()]
    return found


STEPS: Final[dict[str, Do]] = {
    "title": set_title,
    "copies": set_copies,
    "section": add_section,
    "name_section": name_section,
    "note_section": note_section,
    "drop_section": drop_section,
}
