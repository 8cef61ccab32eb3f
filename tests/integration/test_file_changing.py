"""Changing a file by hand where the region has a rule and classes, on both databases, and undoing that."""

from datetime import date

import pytest
from flask import Flask

from formserver.errors import Forbidden, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Elder, Region
from formserver.services import (
    file_acts,
    file_changing,
    file_rights,
    file_view,
    file_words,
    integrity,
    programmes,
    relocating,
    requesting,
)
from formserver.services.acting import Asked, Incomplete, seen_of
from formserver.services.file_changing import ChangedSince, NothingChanged
from formserver.services.file_kinds.registry import KINDS
from formserver.services.file_state import FileState
from formserver.services.file_view import FileView
from formserver.services.person import Person
from formserver.services.relocating import Move
from formserver.store import elder_categories, elder_events, elders
from tests.storage_app import a_grant, a_user, an_elder

COUNTIES = {"shuren": "500230106201", "jiangsu": "320722108201"}


def furnish(county: str) -> tuple[Person, Elder]:
    """A village lead and a person registered in that village."""
    village = COUNTIES[county]
    user = a_user("何平")
    grant = a_grant(user, "village_lead", village)
    elder = an_elder(village=village)
    lead = Person(user.id, user.full_name, village[:6], (grant,))
    told = {"state": elders.REGISTERED, "birth": "1940-01-08", "file.paper_level": "ordinary"}
    file_acts.take(lead, elder, "approve", told)
    db.session.commit()
    return lead, elder


def asked(elder: Elder) -> Asked:
    return Asked(new_id(), seen_of(elder.county_id, elder.id))


def change(lead: Person, elder: Elder, name: str, **typed: str) -> None:
    kind = KINDS[name]
    fresh = kind.fresh(FileState(elder), unmasked=True)
    file_changing.change(lead, elder.id, kind, fresh | typed, asked(elder))


def last(elder: Elder) -> int:
    return elder_events.of_elder(elder.county_id, elder.id)[-1].sequence


def shown_to(reader: Person, elder: Elder) -> FileView:
    return file_view.view(reader, elder, file_rights.changeable_now(reader, elder))


def test_the_level_follows_the_rule_until_somebody_chooses_it(storage: Flask) -> None:
    lead, elder = furnish("shuren")
    change(lead, elder, "categories", categories="living_alone", categories_day="2025-01-08")
    found = shown_to(lead, elder).level
    assert found is not None
    assert (elder.care_level, elder.level_by, found.grounds, found.differs) == ("key", "rule", ["高龄独居"], True)
    change(lead, elder, "level", level="ordinary", level_note="女儿搬回来了")
    change(lead, elder, "ability", ability="45", ability_assessor="周医生", ability_day="2025-01-08")
    found = shown_to(lead, elder).level
    assert found is not None
    assert (elder.care_level, found.by, found.rule, found.note) == ("ordinary", "hand", "重点对象", "女儿搬回来了")
    change(lead, elder, "level", level="rule")
    assert (elder.care_level, elder.level_by, elder.file["level"]["grounds"]) == (
        *("key", "rule"),
        ["高龄独居", "重（中）度失能"],
    )
    assert list(integrity.file_faults(elder.county_id, elder.id)) == []


def test_sixty_five_points_are_graded_and_read_back(storage: Flask) -> None:
    lead, elder = furnish("jiangsu")
    change(lead, elder, "ability", ability="６５", ability_assessor="周医生", ability_day="2025-01-08")
    shown = shown_to(lead, elder)
    assert (shown.ability, [one.label for one in shown.categories]) == ("中度失能", ["高龄"])
    assert shown.level is not None
    assert (shown.level.by, shown.level.rule) == ("paper", "")
    for typed in ("91", "-1", "6.5", "", "①", "٤٥"):
        with pytest.raises(Incomplete):
            change(lead, elder, "ability", ability=typed)


def test_a_class_is_chosen_where_there_are_classes(storage: Flask) -> None:
    lead, elder = furnish("jiangsu")
    change(lead, elder, "class", **{"class": "b"})
    assert (elder.visit_class, shown_to(lead, elder).visit_class) == ("b", "B类")
    with pytest.raises(Incomplete):
        change(lead, elder, "class", **{"class": "z"})
    other, without = furnish("shuren")
    assert ("class" in shown_to(lead, elder).kinds, "class" in shown_to(other, without).kinds) == (*(True, False),)


def test_undoing_works_the_level_out_anew(storage: Flask) -> None:
    lead, elder = furnish("shuren")
    change(lead, elder, "categories", categories="solitary", categories_day="2025-01-08")
    begun = last(elder)
    change(lead, elder, "contacts", first_name="李强")
    file_changing.undo(lead, elder.id, begun, asked(elder))
    assert (elder.care_level, elder_categories.of_elder(elder.county_id, elder.id)) == ("ordinary", [])
    undone = elder_events.of_elder(elder.county_id, elder.id)[-1]
    said = [(one.label, one.after) for one in file_words.words(programmes.of_place(elder.village_code), undone)]
    assert ("孤寡", "") in said
    assert list(integrity.file_faults(elder.county_id, elder.id)) == []


def test_a_level_chosen_by_hand_is_undone(storage: Flask) -> None:
    lead, elder = furnish("shuren")
    change(lead, elder, "level", level="key", level_note="摔过")
    file_changing.undo(lead, elder.id, last(elder), asked(elder))
    assert (elder.care_level, elder.level_by) == ("ordinary", "rule")


def test_what_cannot_be_undone_is_refused(storage: Flask) -> None:
    lead, elder = furnish("shuren")
    for sequence in (1, 99):  # what a record told, and what is not there
        with pytest.raises(NotFound):
            file_changing.undo(lead, elder.id, sequence, asked(elder))
    change(lead, elder, "contacts", first_name="李强")
    first = last(elder)
    change(lead, elder, "contacts", first_name="李梅")
    with pytest.raises(ChangedSince):
        file_changing.undo(lead, elder.id, first, asked(elder))
    db.session.rollback()
    with pytest.raises(NothingChanged):
        change(lead, elder, "contacts")
    db.session.rollback()
    stranger = a_user("陈洁")
    other = Person(stranger.id, "陈洁", lead.county_id, (a_grant(stranger, "visitor", COUNTIES["shuren"]),))
    change(lead, elder, "level", level="key", level_note="摔过")
    with pytest.raises(Forbidden):
        file_changing.undo(other, elder.id, last(elder), asked(elder))


def test_the_level_of_who_moves_is_that_of_the_new_place_at_once(storage: Flask) -> None:
    lead, elder = furnish("shuren")
    change(lead, elder, "categories", categories="living_alone", categories_day="2025-01-08")
    assert (elder.care_level, elder.level_by) == ("key", "rule")
    file_acts.take(lead, elder, "spoil", {"care_level": "ordinary"})  # as before a birthday
    there = "500230101201"
    db.session.add(Region(code=there, name="名山村委会", tier="village", valid_from=date(2020, 1, 1)))
    other = a_user("陈洁")
    host = Person(other.id, other.full_name, there[:6], (a_grant(other, "village_lead", there),))
    request = relocating.ask(lead, elder.id, asked(elder), Move(there, "2025-03-01", "随儿子居住"))
    requesting.act(host, request.id, asked(elder), "agree", "")
    assert (elder.village_code, elder.care_level, elder.level_by) == (there, "key", "rule")
    state = FileState(elder)
    state.move(COUNTIES["jiangsu"])  # where no rule decides
    state.relevel()
    assert (state.value("care_level"), state.value("level_by")) == ("ordinary", "paper")
    assert list(integrity.file_faults(elder.county_id, elder.id)) == []


def test_a_category_that_the_place_does_not_know_is_called_as_departments_do(storage: Flask) -> None:
    lead, elder = furnish("jiangsu")
    state = FileState(elder)
    elder.village_code = "420703103201"  # whose programme knows no severely disabled
    state.begin("severely_disabled", "2025-01-08", elder_categories.DEPARTMENT)
    file_acts.take(lead, elder, "list_verified", state.changes)
    programme = programmes.of_place(elder.village_code)
    [event] = [one for one in elder_events.of_elder(elder.county_id, elder.id) if one.action == "list_verified"]
    assert [said.label for said in file_words.words(programme, event)] == ["重残"]
    assert file_words.category_label(programme, "nobody") == "nobody"
    db.session.rollback()
