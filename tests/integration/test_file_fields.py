"""What a file that stays takes over from the other one without anybody choosing; on both databases."""

from flask import Flask

from formserver.services import file_fields, file_merging
from formserver.store import elders, identities, records
from tests.comings import file_of, fresh, registered
from tests.factories import COUNTY, approve_fully, furnish, identity_number, person, register


def test_what_the_file_that_stays_does_not_say_is_taken_over(storage: Flask) -> None:
    furnish()
    lead, other = person("heping"), registered("李贵芳", identity_number(3), phone="10000000003")
    record_id = register(person("liuyang"), "李贵芳", "", identity_number="", identity_number__none="none", phone="")
    approve_fully(record_id)
    record = records.find(COUNTY, record_id)
    assert record is not None
    bare = record.elder_id or ""
    file_merging.merge(lead, bare, other, fresh(bare, other), {}, "入户核实是同一人")
    stays = file_of(bare)
    assert (elders.identity_of(stays), elders.phone_of(stays)) == (identity_number(3), "10000000003")
    found = identities.find(identity_number(3))
    assert found is not None
    assert found.elder_id == bare
    file_merging.unmerge(lead, bare, other, fresh(bare, other), "原来是姐妹")
    assert [elders.identity_of(file_of(one)) for one in (bare, other)] == [None, identity_number(3)]


def test_numbers_that_differ_only_where_they_are_hidden_are_chosen_between(storage: Flask) -> None:
    furnish()
    kept = registered("李桂芳", identity_number(1), phone="10000000003")
    other = registered("李桂芳", identity_number(3), phone="10011110003")
    [line] = [line for line in file_fields.compare(file_of(kept), file_of(other)) if line.code == "phone"]
    assert (line.kept, line.other, line.differs) == ("100****0003", "100****0003", True)
