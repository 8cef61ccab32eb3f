"""Every named failure has a status and a plain sentence, and survives the way between two processes."""

import pickle
from pathlib import Path

import pytest

from formserver import errors
from formserver.errors import FormserverError
from formserver.resources import root

RAISED = [
    (errors.FormserverError(), 400, "操作没有完成，请稍后再试。"),
    (errors.DocumentInvalid(file="a.json", path="$", reason="缺少 code"), 422, "文件 a.json 的 $ 处有误：缺少 code"),
    (
        errors.TransitionNotAllowed(action="通过", state="已通过", reason="已被处理"),
        409,
        "不能“通过”：已被处理（当前状态：已通过）。",
    ),
    (errors.RemarkRequired(action="退回"), 422, "“退回”必须填写说明。"),
    (errors.StaleRevision(), 409, "您打开这一页以后，记录已被他人修改，请核对后再提交。"),
    (errors.NotFound(), 404, "没有找到您要的内容。"),
    (errors.Forbidden(), 403, "您没有这项操作的权限。"),
    (errors.ActConflict(), 409, "这次操作已经用别的内容提交过，请刷新页面后再试。"),
    (errors.BodyIncomplete(), 400, "提交的内容没有传完整，请重新提交。"),
    (errors.TooLarge(), 413, "提交的内容太大，请减少或压缩后再提交。"),
    (errors.SettingsInvalid(setting="SECRET_KEY", reason="没有设置"), 500, "配置项 SECRET_KEY 有误：没有设置"),
    (errors.UnknownField(field="colour"), 400, "提交的内容里有本表没有的项：colour"),
]
NAMES = [type(error).__name__ for error, _, _ in RAISED]


@pytest.mark.parametrize(("error", "status", "sentence"), RAISED, ids=NAMES)
def test_a_failure_has_a_status_and_a_plain_sentence(error: FormserverError, status: int, sentence: str) -> None:
    assert (error.status, str(error), error.message_key % error.params) == (status, sentence, sentence)


@pytest.mark.parametrize("error", [error for error, _, _ in RAISED], ids=NAMES)
def test_a_failure_survives_the_way_between_two_processes(error: FormserverError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.__dict__) == (str(error), error.__dict__)


def test_a_raiser_may_give_a_plainer_sentence() -> None:
    assert str(errors.Forbidden("%(name)s 没有审批权限。", name="王秀英")) == "王秀英 没有审批权限。"


def test_a_checkout_has_its_content_beside_the_package() -> None:
    assert (root() / "workflows" / "workflow.schema.json").is_file()


def test_a_wheel_has_its_content_inside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "formserver"
    (package / "_data").mkdir(parents=True)
    assert (root(package), root(tmp_path)) == (package / "_data", tmp_path.parent)
