"""The tables. Importing this package makes all of them known to `Base.metadata`."""

from formserver.models.columns import Base, UtcDateTime
from formserver.models.department import DepartmentList, DepartmentRow
from formserver.models.design import DesignStep, FormDesign
from formserver.models.elder import (
    Elder,
    ElderCategory,
    ElderEvent,
    ElderMark,
    ElderRequest,
    IdentityIndex,
    IdentityLookup,
    KeptList,
)
from formserver.models.follow_up import DutyPhone, FollowUp, FollowUpEvent, MonthEvent
from formserver.models.form import Adoption, EditionDraft, Form, FormEdition, FormEvent, WorkflowEdition
from formserver.models.job import Job
from formserver.models.journal import JournalDay, JournalEntry
from formserver.models.paper import PrefilledPaper, PrintProof
from formserver.models.record import Draft, NumberSeries, Record, Revision, StoredFile
from formserver.models.region import Region
from formserver.models.user import Grant, LoginThrottle, Role, User, UserSession
from formserver.models.visiting import (
    MonthReport,
    Visit,
    VisitAssignment,
    VisitCount,
    VisitCycle,
    VisitDuty,
    VisitFigure,
)

__all__ = [
    "Adoption",
    "Base",
    "DepartmentList",
    "DepartmentRow",
    "DesignStep",
    "Draft",
    "DutyPhone",
    "EditionDraft",
    "Elder",
    "ElderCategory",
    "ElderEvent",
    "ElderMark",
    "ElderRequest",
    "FollowUp",
    "FollowUpEvent",
    "Form",
    "FormDesign",
    "FormEdition",
    "FormEvent",
    "Grant",
    "IdentityIndex",
    "IdentityLookup",
    "Job",
    "JournalDay",
    "JournalEntry",
    "KeptList",
    "LoginThrottle",
    "MonthEvent",
    "MonthReport",
    "NumberSeries",
    "PrefilledPaper",
    "PrintProof",
    "Record",
    "Region",
    "Revision",
    "Role",
    "StoredFile",
    "User",
    "UserSession",
    "UtcDateTime",
    "Visit",
    "VisitAssignment",
    "VisitCount",
    "VisitCycle",
    "VisitDuty",
    "VisitFigure",
    "WorkflowEdition",
]
