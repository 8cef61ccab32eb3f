"""What the pages of failures say beside the failure's own sentence: a title, and what the reader can do next."""

from dataclasses import dataclass
from typing import Final

from flask import request
from flask_babel import lazy_gettext

from formserver.errors import TooLarge


@dataclass(frozen=True)
class Advice:
    """The title of an error page, its sentence where the failure brings none, and what the reader can do next."""

    title: str
    sentence: str
    next_step: str


_OTHER: Final = Advice(
    lazy_gettext("操作没有完成"),
    lazy_gettext("系统没有受理这次请求。"),
    lazy_gettext("请返回上一页检查后再试。"),
)
_ADVICE: Final = {
    400: Advice(
        lazy_gettext("提交的内容不完整或有误"),
        lazy_gettext("系统没有看懂这次请求，没有保存任何内容。"),
        lazy_gettext("请返回上一页，检查后重新提交。已填写的内容一般仍在页面上。"),
    ),
    401: Advice(
        lazy_gettext("请先登录"),
        lazy_gettext("请先登录。您可能很久没有操作，系统已自动退出。"),
        lazy_gettext("请重新登录，然后回到原来的页面继续。"),
    ),
    403: Advice(
        lazy_gettext("没有权限"),
        lazy_gettext("您没有这项操作的权限。"),
        lazy_gettext("如工作需要，请与本县（区）的系统管理员联系。"),
    ),
    404: Advice(
        lazy_gettext("没有找到"),
        lazy_gettext("没有找到您要的内容。"),
        lazy_gettext("请检查网址是否完整，或从首页重新进入。"),
    ),
    405: Advice(
        lazy_gettext("不能这样打开"),
        lazy_gettext("这个地址不能直接打开。"),
        lazy_gettext("请从首页重新进入。"),
    ),
    409: Advice(
        lazy_gettext("内容已有变化"),
        lazy_gettext("您打开这一页以后，内容已有变化。"),
        lazy_gettext("请重新打开这一页，看过最新内容再操作。"),
    ),
    411: Advice(
        lazy_gettext("提交没有受理"),
        lazy_gettext("提交时没有说明内容的长度，没有受理。"),
        lazy_gettext("请换用常用的浏览器再试。"),
    ),
    413: Advice(
        lazy_gettext("内容太大"),
        lazy_gettext("提交的内容太大，请减少或压缩后再提交。"),
        lazy_gettext("照片可以先缩小，或分几次上传；文字太长的请删减。"),
    ),
    422: Advice(
        lazy_gettext("填写有误"),
        lazy_gettext("有内容没有通过检查。"),
        lazy_gettext("请返回上一页，按提示改正后重新提交。"),
    ),
    429: Advice(
        lazy_gettext("操作太频繁"),
        lazy_gettext("短时间内操作次数太多。"),
        lazy_gettext("请等几分钟再试。"),
    ),
    500: Advice(
        lazy_gettext("系统出了问题"),
        lazy_gettext("系统遇到意外情况，这次操作没有保存。"),
        lazy_gettext("请稍后再试。如果一直这样，请把下面的编号告诉系统管理员。"),
    ),
    503: Advice(
        lazy_gettext("系统正忙"),
        lazy_gettext("系统暂时不能保存，您的内容还没有提交。"),
        lazy_gettext("请不要关闭页面，过一会儿再提交一次。"),
    ),
}


# Pages into which whole documents are pasted.
_TEXTS: Final = frozenset({"editions.offer", "designer_text.rewrite", "from_paper.make"})
_TEXT_TOO_LARGE: Final = Advice(
    lazy_gettext("粘贴的文字太多"),
    lazy_gettext("粘贴的文字超过2 MB，没有受理，也没有改动原来的内容。"),
    lazy_gettext("按浏览器的“后退”回到刚才的页面，粘贴的文字还在。请把它存成文件，用“选择文件”上传，不要粘贴。"),
)
_NOT_PRINTED: Final = Advice(
    lazy_gettext("没有打印"),
    lazy_gettext("这份表没有打印成功。"),
    lazy_gettext("请回到刚才的页面改正，再打印。已经提交的记录，先撤回或请审核人退回，再改正。"),
)
_NO_SHEET: Final = Advice(
    lazy_gettext("没有打印"),
    lazy_gettext("这份表没有打印成功。"),
    lazy_gettext("请回到服务对象的页面，按上面说的办好以后再打印。"),
)
_PRINTS: Final = {"prints.make": _NOT_PRINTED, "prints.draft": _NOT_PRINTED, "prefilled.make": _NO_SHEET}


def advice_for(status: int) -> Advice:
    """The advice for a failure of the present request."""
    if is_too_much_text(status):
        return _TEXT_TOO_LARGE
    if status == 422 and request.endpoint in _PRINTS:
        return _PRINTS[request.endpoint]
    return _ADVICE.get(status, _ADVICE[500] if status >= 500 else _OTHER)


def is_too_much_text(status: int) -> bool:
    """Whether a whole document was pasted that is too long: its advice says all there is to say."""
    return status == TooLarge.status and request.endpoint in _TEXTS
