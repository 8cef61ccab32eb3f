"""Rights: what each role may do, and which rights a person's grants give in a region on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol

from formserver.store.roles import SHIPPED

# Right -> what it lets a person do, in the words of the pages that show roles.
RIGHTS: Final[dict[str, str]] = {
    "record_visit": "填写登记表和探访记录",
    "type_paper": "代录纸质表",
    "approve_village": "村（社区）审核",
    "hand_in_month": "上报本村本期记录",
    "approve_township": "乡镇（街道）审核",
    "approve_county": "县（区）审批",
    "terminate_record": "终止记录",
    "see_register": "查看服务对象名册",
    "unmask": "查看被遮盖的敏感内容",
    "print_record": "打印",
    "see_reports": "查看统计报表",
    "export": "导出",
    "edit_forms": "编辑表",
    "publish_forms": "发布表的版本",
    "adopt_forms": "启用表和流程",
    "manage_users": "管理用户和角色",
    "manage_regions": "管理行政区划",
    "see_journal": "查看操作记录",
    "manage_system": "管理系统",
}

ROLE_RIGHTS: Final[dict[str, frozenset[str]]] = {role.name: frozenset(role.rights) for role in SHIPPED}

ROLE_LABELS: Final[dict[str, str]] = {role.name: role.title for role in SHIPPED}


class Grant(Protocol):
    """Who holds which role where: the columns of a grant that rights depend on. ``valid_to`` is the last day."""

    @property
    def role_name(self) -> str: ...
    @property
    def region_code(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def is_valid(grant: Grant, on: date) -> bool:
    """Whether the grant holds on that day, both ends included."""
    return grant.valid_from <= on and (grant.valid_to is None or on <= grant.valid_to)


def rights_of(grants: Iterable[Grant], region: str, on: date) -> frozenset[str]:
    """The rights the grants give in exactly this region (code of 6, 9 or 12 digits) on this day.

    A grant for a region covers every region below it, whose codes begin with its code.
    """
    roles = [grant.role_name for grant in grants if is_valid(grant, on) and region.startswith(grant.region_code)]
    return _together(roles)


def rights_within(grants: Iterable[Grant], region: str, on: date) -> frozenset[str]:
    """The rights the grants give in this region or anywhere inside it on this day.

    What opens a page of the county; which records the page then shows is the scope's matter.
    """
    roles = [
        grant.role_name
        for grant in grants
        if is_valid(grant, on) and (region.startswith(grant.region_code) or grant.region_code.startswith(region))
    ]
    return _together(roles)


def _together(roles: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(ROLE_RIGHTS.get(role, frozenset()) for role in roles))
