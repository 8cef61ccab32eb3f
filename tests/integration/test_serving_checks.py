"""`formserver serve` refuses to start where something would fail later, and says in one line what helps."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from formserver.cli import main
from formserver.cli.supervisor import Child
from formserver.printing import glyphs
from tests.databases import sqlite_url, variables

STARTED = "on the way"


@pytest.fixture
def environ(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "formserver.db").write_bytes(sqlite_template.read_bytes())
    return variables(sqlite_url(tmp_path / "formserver.db"), tmp_path)


@pytest.fixture(autouse=True)
def _no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_parts: Sequence[Child]) -> int:
        print(STARTED)
        return 0

    monkeypatch.setattr("formserver.cli.serve.supervise", start)


def serve(environ: dict[str, str], port: int = 0) -> Result:
    return CliRunner().invoke(main, ["serve", "--port", str(port)], env=environ)


def test_where_everything_is_in_place_the_server_starts(environ: dict[str, str]) -> None:
    result = serve(environ)
    assert (result.exit_code, STARTED in result.stdout) == (0, True)


def test_a_missing_library_of_printing_is_named_with_the_command_that_helps(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(glyphs.LIBRARIES, "libnowhere.so.0", "libnowhere0")
    result = serve(environ)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "错误：打印所需的组件不全：缺少libnowhere.so.0。请系统管理员运行：apt install libnowhere0\n"
    )


def test_a_place_for_photos_that_takes_none_is_named_with_its_setting(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "probe").write_text("a file where a folder is wanted")
    result = serve(environ)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("错误：配置项 FORMSERVER_FILES 有误：附件存放处不能用：写入失败")
    assert result.stderr.count("\n") == 1


def test_a_queue_that_cannot_be_written_is_named_with_its_setting(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder is wanted")
    result = serve(environ | {"FORMSERVER_QUEUE": str(tmp_path / "file" / "queue.db")})
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("错误：配置项 FORMSERVER_QUEUE 有误：不能写 ")


def test_a_port_that_is_taken_is_named_with_what_helps(environ: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = serve(environ, port)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"端口 {port} 上提供服务（已被占用）" in result.stderr
    assert "请用 --port 换一个端口" in result.stderr
