"""What stands on the approval sheets behind a printed paper: the steps of each record on it, from its journal."""

from collections.abc import Iterable

from formserver.clock import chinese_datetime
from formserver.forms.document import FormDocument
from formserver.models import Record
from formserver.printing.approvals import ApprovalLine, ApprovalSheet
from formserver.services.documents import workflow
from formserver.services.rights import ROLE_LABELS
from formserver.store import journal
from formserver.workflow.words import Action, label


def sheets_of(document: FormDocument, records: Iterable[Record]) -> list[ApprovalSheet]:
    """One sheet for each record of a paper."""
    return [_sheet(document, record) for record in records]


def _sheet(document: FormDocument, record: Record) -> ApprovalSheet:
    part = document.part_title(record.part)
    return ApprovalSheet(f"{document.title}\n（{part}）" if part else document.title, record.number, _lines(record))


def _lines(record: Record) -> list[ApprovalLine]:
    """The steps of the record, the first first."""
    steps = {step.code: step for step in workflow(record.workflow_edition_id).steps}
    found = []
    for act in journal.acts(record.county_id, record.id):
        step = steps.get(act.step or "")
        found.append(
            ApprovalLine(
                level=label(step.tier) if step else "",
                step=step.title if step else "",
                action=label(Action(act.action)),
                by=act.user_name,
                role=ROLE_LABELS.get(act.role, ""),
                for_whom=act.for_user_name or "",
                opinion=act.remark,
                at=chinese_datetime(act.at),
            )
        )
    return found
