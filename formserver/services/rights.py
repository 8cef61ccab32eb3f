"""Rights: what each role may do, and which rights a person's grants give in a region on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from formserver.models import Grant
from formserver.store.roles import SHIPPED
from formserver.store.scope import grants_on

# Right -> what it lets a person do, in the words of the pages that show roles.
RIGHTS: Final[dict[str, str]] = {
    "record_visit": "填写登记表和探访记录",
    "type_paper": "代录纸质表",
    "approve_village": "村（社区）审核",
    "hand_in_month": "上报本村本期记录",
    "sign_off_month": "签收、办结各村本期月报",
    "approve_township": "乡镇（街道）审核",
    "approve_county": "县（区）审批",
    "oversee_months": "查看各乡镇本期月报，退回已办结的",
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
    "import_lists": "导入部门名单",
    "assign_visitors": "安排谁探访谁",
    "open_rounds": "组织加访",
    "read_department": "查阅本部门负责的人员",
}

ROLE_RIGHTS: Final[dict[str, frozenset[str]]] = {role.name: frozenset(role.rights) for role in SHIPPED}

ROLE_LABELS: Final[dict[str, str]] = {role.name: role.title for role in SHIPPED}


def rights_within(grants: Iterable[Grant], region: str, on: date) -> frozenset[str]:
    """The rights the grants give in this region or anywhere inside it on this day; ``""`` stands for everywhere.

    What opens a page of the county; which records the page then shows is the scope's matter.
    """
    reaching = (
        grant.role_name
        for grant in grants_on(grants, on)
        if region.startswith(grant.region_code) or grant.region_code.startswith(region)
    )
    return frozenset().union(*(ROLE_RIGHTS.get(role, frozenset()) for role in reaching))


def rights_of(roles: Iterable[str]) -> frozenset[str]:
    """The rights that roles give together."""
    return frozenset().union(*(ROLE_RIGHTS.get(role, frozenset()) for role in roles))


def roles_with(*rights: str) -> frozenset[str]:
    """The shipped roles that give one of the rights."""
    return frozenset(role for role, given in ROLE_RIGHTS.items() if given & set(rights))
