"""The roles the program ships with: lists of rights, held by grants in a region."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from formserver.extensions import db
from formserver.models import Role


@dataclass(frozen=True)
class ShippedRole:
    """A role's name, its Chinese title and its rights."""

    name: str
    title: str
    rights: tuple[str, ...]


_READ: Final = ("record.read", "record.print", "elder.read")
_FILL: Final = ("record.fill", "record.submit", "record.withdraw")
_DECIDE: Final = ("record.approve", "record.send_back", "record.terminate")

SHIPPED: Final = (
    ShippedRole("visitor", "探访人员", (*_READ, *_FILL)),
    ShippedRole("typist", "信息录入人", (*_READ, *_FILL)),
    ShippedRole("village_lead", "村级负责人", (*_READ, *_FILL, "month.hand_in")),
    ShippedRole("township_approver", "乡镇审核人", (*_READ, *_DECIDE, "month.accept", "report.read")),
    ShippedRole("county_approver", "县级审批人", (*_READ, *_DECIDE, "record.correct", "report.read", "record.export")),
    ShippedRole("form_admin", "表单管理员", ("form.edit", "form.publish", "form.adopt", "record.read")),
    ShippedRole("system_admin", "系统管理员", ("user.manage", "region.manage", "system.operate")),
    ShippedRole("department_reader", "部门查阅人", (*_READ, "report.read")),
)


def ship() -> None:
    """Add the shipped roles that are missing; a role whose rights were changed here keeps them."""
    for role in SHIPPED:
        if db.session.get(Role, role.name) is None:
            db.session.add(Role(name=role.name, description=role.title, permissions=list(role.rights)))
    db.session.flush()


def all_roles() -> dict[str, Role]:
    """All roles by name, the shipped ones in their order."""
    order = {role.name: place for place, role in enumerate(SHIPPED)}
    found = sorted(db.session.scalars(select(Role)), key=lambda role: (order.get(role.name, len(order)), role.name))
    return {role.name: role for role in found}


def rights_of(role_names: frozenset[str]) -> frozenset[str]:
    """The rights that the named roles give together, in one query."""
    return frozenset(right for name, role in all_roles().items() if name in role_names for right in role.permissions)
