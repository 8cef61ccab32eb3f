"""The named failures of formserver: one tree, each with its HTTP status and the sentence its reader sees.

A sentence is a Chinese msgid with ``%(name)s`` places; ``params`` fills them. Parameters may be msgids themselves
(a label, a reason), so a page translates both. ``str(error)`` is the filled Chinese sentence, for logs and commands.
"""

import copyreg
from collections.abc import Callable, Mapping


class FormserverError(Exception):
    """Base of every failure the program names.

    ``status`` is the HTTP status, ``message_key`` the msgid, ``params`` its values. A raiser may give another
    ``message_key`` than the class's own where a plainer sentence exists. ``retry_seconds``: the same may be asked for
    again after so many seconds, 0 where that is no help.
    """

    status: int = 400
    retry_seconds: int = 0
    message_key: str = "操作没有完成，请稍后再试。"

    def __init__(self, message_key: str | None = None, /, **params: object) -> None:
        if message_key is not None:
            self.message_key = message_key
        self.params: Mapping[str, object] = params
        super().__init__(self.message_key % params)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...], dict[str, object]]:
        # Subclasses take named arguments, which the default way of copying an exception between processes loses.
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class DocumentInvalid(FormserverError):
    """A form or workflow document breaks its dialect: names the file, the JSON path (``$.steps[1].code``) and why."""

    status = 422
    message_key = "文件 %(file)s 的 %(path)s 处有误：%(reason)s"

    def __init__(self, *, file: str, path: str, reason: str) -> None:
        self.file, self.path, self.reason = file, path, reason
        super().__init__(file=file, path=path, reason=reason)


class PaperUnreadable(FormserverError):
    """A file or pasted text cannot become the draft of a form; the raiser says why and what to do."""

    status = 422
    message_key = "这份文件读不出来。请在 Word 或 WPS 里打开它，另存为“Word 文档（.docx）”再试。"


class TransitionNotAllowed(FormserverError):
    """An action is not open to this person in this state: names the action, the state and the reason."""

    status = 409
    message_key = "不能“%(action)s”：%(reason)s（当前状态：%(state)s）。"

    def __init__(self, *, action: str, state: str, reason: str) -> None:
        self.action, self.state, self.reason = action, state, reason
        super().__init__(action=action, state=state, reason=reason)


class RemarkRequired(FormserverError):
    """An action that must be explained came without a remark."""

    status = 422
    message_key = "“%(action)s”必须填写说明。"

    def __init__(self, *, action: str) -> None:
        self.action = action
        super().__init__(action=action)


class StaleRevision(FormserverError):
    """The page was drawn from an older revision than the record now has."""

    status = 409
    message_key = "您打开这一页以后，记录已被他人修改，请核对后再提交。"


class NotFound(FormserverError):
    """There is no such thing, or it lies outside the reader's scope; the two must read alike."""

    status = 404
    message_key = "没有找到您要的内容。"


class Forbidden(FormserverError):
    """The person is known, but has no right to do this."""

    status = 403
    message_key = "您没有这项操作的权限。"


class ActConflict(FormserverError):
    """The same act id came again with another body, or from another user."""

    status = 409
    message_key = "这次操作已经用别的内容提交过，请刷新页面后再试。"


class BodyIncomplete(FormserverError):
    """The posted body ended early or lacks its closing mark."""

    status = 400
    message_key = "提交的内容没有传完整，请重新提交。"


class TooLarge(FormserverError):
    """The posted body or file is larger than accepted."""

    status = 413
    message_key = "提交的内容太大，请减少或压缩后再提交。"


class SettingsInvalid(FormserverError):
    """A setting from the environment is missing or wrong; the program does not start."""

    status = 500
    message_key = "配置项 %(setting)s 有误：%(reason)s"

    def __init__(self, *, setting: str, reason: str) -> None:
        self.setting, self.reason = setting, reason
        super().__init__(setting=setting, reason=reason)


class UnknownField(FormserverError):
    """A posted page holds a field that its edition does not have."""

    status = 400
    message_key = "提交的内容里有本表没有的项：%(field)s"

    def __init__(self, *, field: str) -> None:
        self.field = field
        super().__init__(field=field)


class DecryptionFailed(FormserverError):
    """An encrypted answer does not open here: damaged, moved from another place, or its key is not in the keyring."""

    status = 500
    message_key = "加密保存的内容无法打开，请联系系统管理员。"
