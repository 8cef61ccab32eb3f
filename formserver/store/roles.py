"""The roles the program ships with: lists of rights, held by grants in a region."""

from dataclasses import dataclass
from typing import Final

from formserver.extensions import db
from formserver.models import Role


@dataclass(frozen=True)
class ShippedRole:
    """A role's name, its Chinese title and its rights."""

    name: str
    title: str
    rights: tuple[str, ...]


_VISITING: Final = ("record_visit", "see_register", "print_record")
_READING: Final = ("see_register", "see_reports", "print_record")

# A system administrator keeps the machine running and reads nobody's record: the powers stay apart.
SHIPPED: Final = (
    ShippedRole("visitor", "探访人员", _VISITING),
    ShippedRole("typist", "信息录入人", (*_VISITING, "type_paper")),
    ShippedRole(
        "village_lead",
        "村级负责人",
        (*_VISITING, *_READING, "approve_village", "hand_in_month", "unmask", "assign_visitors"),
    ),
    ShippedRole(
        "township_approver",
        "乡镇审核人",
        (
            *_READING,
            "approve_township",
            "sign_off_month",
            "unmask",
            "export",
            "see_journal",
            "import_lists",
            "assign_visitors",
            "open_rounds",
        ),
    ),
    ShippedRole(
        "county_approver",
        "县级审批人",
        (
            *_READING,
            "approve_county",
            "oversee_months",
            "terminate_record",
            "unmask",
            "export",
            "see_journal",
            "adopt_forms",
            "import_lists",
            "open_rounds",
        ),
    ),
    ShippedRole("form_admin", "表单管理员", ("edit_forms", "publish_forms", "adopt_forms", "see_reports")),
    ShippedRole("system_admin", "系统管理员", ("manage_users", "manage_regions", "manage_system", "see_journal")),
    ShippedRole("department_reader", "部门查阅人", ("see_reports",)),
    # What each of these sees of whom stands in store/departments.py.
    ShippedRole("disability_reader", "残联查阅人", ("read_department",)),
    ShippedRole("health_reader", "卫健部门查阅人", ("read_department",)),
    ShippedRole("civil_affairs_reader", "民政部门查阅人", ("read_department",)),
)


def ship() -> None:
    """Add the shipped roles that are missing, and give those already there the rights they have now."""
    for role in SHIPPED:
        stored = db.session.get(Role, role.name)
        if stored is None:
            db.session.add(Role(name=role.name, description=role.title, permissions=list(role.rights)))
        elif stored.permissions != list(role.rights):
            stored.permissions = list(role.rights)
    db.session.flush()
