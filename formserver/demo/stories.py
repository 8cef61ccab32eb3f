"""What happens to a paper: filled in, handed in, decided on, step by step through the services."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from formserver.demo import phrases
from formserver.demo.cast import Cast, Member
from formserver.forms import reasons
from formserver.forms.pairs import Pairs
from formserver.ids import new_id
from formserver.models import Record
from formserver.services import approval, carrying, filling, submission
from formserver.services.documents import workflow
from formserver.services.filling import Filling
from formserver.services.person import Person
from formserver.store import drafts, records
from formserver.workflow.definition import Step
from formserver.workflow.states import RETURNED, TERMINATED, State
from formserver.workflow.words import StateKind

DRAFT: Final = "draft"


@dataclass(frozen=True)
class Case:
    """A record on its way: its author, and those who decide."""

    cast: Cast
    author: Member
    record_id: str

    @property
    def record(self) -> Record:
        """The record as it stands."""
        return records.get(self.author.person.scope, self.record_id)

    def do(self, person: Person, action: str, remark: str = "", target: str | None = None) -> None:
        """One act by one person."""
        record = self.record
        asked = approval.Request(action, new_id(), record.revision_number, record.state, remark, target)
        approval.act(person, self.record_id, asked)

    def step(self) -> Step | None:
        """The step whose people act now; None where none does."""
        record = self.record
        state = State.parse(record.state)
        found = workflow(record.workflow_edition_id).approval_steps if state.kind is StateKind.AT else ()
        return next((step for step in found if step.code == state.step), None)

    def decide(self, action: str, remark: str = "", target: str | None = None) -> None:
        """One act by the person of the present step."""
        step = self.step()
        assert step is not None
        self.do(self.cast.decider(step.roles, self.record.village_code), action, remark, target)

    def hand_in_again(self) -> None:
        """The author submits the draft of a record that came back, as it is."""
        person = self.author.person
        draft = drafts.of_record(person.county_id, person.user_id, self.record_id)
        assert draft is not None
        pairs = Pairs(drafts.pairs_of(draft))
        submission.submit(person, draft.id, pairs, revision=draft.revision, act_id=new_id())


def approved(case: Case) -> None:
    """通过: every step agrees."""
    while case.step() is not None:
        case.decide("approve", "情况属实，同意。")


def first_step(case: Case) -> None:
    """Handed in, waiting at the first step."""


def second_step(case: Case) -> None:
    """One step has agreed; where there is only one, it is approved."""
    case.decide("approve", "已核对，同意上报。")


def returned(case: Case) -> None:
    """退回 by the first step."""
    case.decide("send_back", "联系电话打不通，请核对后重新提交。", "author")


def returned_late(case: Case) -> None:
    """退回 by the last step, to the author."""
    last = workflow(case.record.workflow_edition_id).steps[-1].code
    while (step := case.step()) is not None and step.code != last:
        case.decide("approve", "同意上报。")
    case.decide("send_back", "探访情况写得太简单，请补充说明。", "author")


def returned_and_back(case: Case) -> None:
    """退回, handed in again, waiting at the first step with its history."""
    returned(case)
    case.hand_in_again()


def withdrawn(case: Case) -> None:
    """撤回 by the author."""
    case.do(case.author.person, "withdraw", "有一处填错了，先撤回修改。")


def terminated(case: Case) -> None:
    """终止 by the first step."""
    case.decide("terminate", "重复填报，此份终止。")


def correcting(case: Case) -> None:
    """更正: approved, and opened again by its author."""
    approved(case)
    case.do(case.author.person, "correct", "家庭住址有变动，需要更正。")


def corrected(case: Case) -> None:
    """更正, handed in and approved again."""
    correcting(case)
    case.hand_in_again()
    approved(case)


def correction_waiting(case: Case) -> None:
    """更正, handed in, waiting at the first step while the approved revision stays in force."""
    correcting(case)
    case.hand_in_again()


Story = Callable[[Case], None]
# In this order, over and over: the first ones already show every state.
REGISTRATIONS: Final[tuple[Story | None, ...]] = (
    *(approved, first_step, second_step, returned, None, correcting, terminated, approved, approved, returned_late),
    *(returned_and_back, approved, second_step, corrected, approved, withdrawn),
)
VISITS: Final[tuple[Story | None, ...]] = (
    *(approved, second_step, first_step, approved, returned, None, approved, second_step, terminated, approved),
    *(correcting, first_step, approved, returned_and_back, approved, correction_waiting),
)


def open_to_visits(case: Case) -> bool:
    """Whether the person of a registration may be visited: it is not ended, and not back with its author."""
    return State.parse(case.record.state) not in (RETURNED, TERMINATED)


def keep_draft(author: Member, draft_id: str, pairs: Pairs) -> None:
    """Leave a draft half filled in."""
    items = pairs.items()
    filling.keep(author.person, draft_id, Pairs(items[: len(items) * 2 // 3]), revision=1)


def hand_in(author: Member, draft_id: str, pairs: Pairs) -> str:
    """Submit a draft as people do: what may be taken over from the last visit is, and each warning gets its reason."""
    person, revision = author.person, 1
    opened = filling.opened(person, draft_id)
    if opened.offers:
        gone = {name for offer in opened.offers for name, _ in pairs.below(offer.name)}
        typed = Pairs(pair for pair in pairs.items() if pair[0] not in gone)
        carried = carrying.carry(person, draft_id, typed, revision=revision)
        pairs, revision = carried.pairs, carried.draft.revision
    said = Pairs([*pairs.items(), *reasons_of(opened, pairs)])
    return submission.submit(person, draft_id, said, revision=revision, act_id=new_id()).record_id


def reasons_of(opened: Filling, pairs: Pairs) -> Iterator[tuple[str, str]]:
    """What is said to the warnings of a page with these answers."""
    found = replace(opened, pairs=pairs).problems()
    for name, asked in reasons.asked(opened.part, found, pairs).items():
        yield reasons.REASON + name, phrases.REASON
        yield reasons.WARNING + name, asked.code
