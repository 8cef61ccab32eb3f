"""``python -m formserver.files.probe ADDRESS``: write, read and delete one object; exit 1 naming the step that failed.

A process of its own, because the library's threads do not survive the fork of a server's workers.
"""

import secrets
import sys

from formserver.errors import FormserverError
from formserver.files.objects import ObjectStore

_CONTENT = b"formserver"


def main(address: str) -> int:
    """Do it; returns the exit code. Says the step in Chinese, never an error's own text, which may quote keys."""
    step = "打开"
    try:
        store = ObjectStore(address)
        key = f"probe/{secrets.token_hex(16)}"
        step = "写入"
        store.put(key, _CONTENT)
        step = "读取"
        is_same = store.get(key) == _CONTENT
        step = "删除"
        store.delete(key)
    except FormserverError as failure:
        cause = failure.__cause__ or failure
        print(f"{step}失败（{type(cause).__name__}）")
        return 1
    if not is_same:
        print("读出的内容和写入的不同")
    return int(not is_same)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
