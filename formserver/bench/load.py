"""Requests by the second: a server in processes of its own, and wrk that asks it as fast as it answers."""

import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formserver.bench import processes
from formserver.errors import FormserverError

_SCRIPT: Final = Path(__file__).with_name("wrk.lua")
_CONNECTIONS: Final = 8
_FIGURES: Final = re.compile(r"^FIGURES (.*)$", re.MULTILINE)


class WrkMissing(FormserverError):
    """The program that asks is not there."""

    message_key = "没有找到 wrk，请先安装：apt-get install wrk"


class WrkFailed(FormserverError):
    """wrk ended without figures."""

    message_key = "wrk 没有给出结果：%(said)s"


@dataclass(frozen=True)
class Load:
    """One run of wrk: requests by the second, milliseconds of the server's processors for each, latencies in
    milliseconds, answers that were errors or never came."""

    per_second: float
    cpu: float
    p50: float
    p99: float
    errors: int
    requests: int


@dataclass(frozen=True)
class Server:
    """A server at work: its address, and the process that holds its workers."""

    address: str
    pid: int

    def cpu_seconds(self) -> float:
        """What its processes have used so far, those that have ended too."""
        return sum(processes.times(self.pid)) + processes.cpu_seconds(processes.children(self.pid))


@contextmanager
def served(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """The server that the command starts on that port, until the end of the block."""
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield Server(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def drive(server: Server, path: str, seconds: int, *, cookie: str = "", bodies: Path | None = None) -> Load:
    """Ask for the page as often as it goes, or post every body of the file once. Raises WrkMissing, WrkFailed."""
    program = shutil.which("wrk")
    if program is None:
        raise WrkMissing
    shape = ["-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(_SCRIPT)]
    command = [program, *shape, server.address + path, "--", cookie, *([str(bodies)] if bodies else [])]
    before = server.cpu_seconds()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    used = server.cpu_seconds() - before
    found = _FIGURES.search(done.stdout)
    if found is None:
        raise WrkFailed(said=(done.stderr or done.stdout).strip()[-200:])
    said = json.loads(found[1])
    per_second = said["requests"] / (said["us"] / 1e6)
    cpu = used * 1000 / max(said["requests"], 1)
    return Load(per_second, cpu, said["p50"] / 1000, said["p99"] / 1000, said["errors"], said["requests"])


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)
