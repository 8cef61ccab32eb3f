"""What a site consists of: gunicorn with its settings in one place, and the renderers beside it."""

import os
import socket
import sys
from importlib import import_module
from typing import Any, Final

from gunicorn.app.base import BaseApplication

from formserver.cli.chinese import reason_of
from formserver.cli.supervisor import Child
from formserver.errors import FormserverError
from formserver.processes import follow_parent

SETTINGS: Final[dict[str, object]] = {
    # One request per process: its timeout really stops a slow request, which it does not in threads.
    "worker_class": "sync",
    "preload_app": True,
    "timeout": 30,
    "graceful_timeout": 20,
    # Nothing below the home folder is needed, and nobody steers the server but its owner's signals.
    "control_socket_disable": True,
    "limit_request_line": 4094,
    "limit_request_fields": 60,
    "limit_request_field_size": 8190,
    # Behind a proxy the proxy's own address is the peer; formserver reads how many proxies to believe itself.
    "forwarded_allow_ips": "",
    "max_requests": 5000,
    "max_requests_jitter": 500,
    # Addresses may hold ids of records: no access log unless the proxy keeps one.
    "accesslog": None,
    "errorlog": "-",
    "loglevel": "warning",
    "proc_name": "formserver",
}


# All that a renderer is told of the environment: it has no use for keys and addresses.
_RENDERER_KNOWS: Final = ("PATH", "HOME", "LANG", "LC_ALL", "PYTHONPATH", "XDG_DATA_DIRS", "XDG_DATA_HOME")
_COMMAND: Final = "from formserver.cli import main; main()"
_SERVE: Final = (
    "import sys; from formserver.cli.serving import serve_child; "
    "serve_child(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))"
)


class AddressTaken(FormserverError):
    """The address of the site cannot be listened at."""

    message_key = (
        "不能在 %(host)s 的端口 %(port)s 上提供服务（%(reason)s）。请用 --port 换一个端口，或先停止占用它的程序。"
    )


def default_renderers() -> int:
    """One a core, at most four: whoever prints waits, and the pages of others must not."""
    return min(4, os.cpu_count() or 1)


def default_workers() -> int:
    """Two processes a core, at least two and at most eight: the database is the limit, not the processes."""
    return min(8, max(2, 2 * (os.cpu_count() or 1)))


class Server(BaseApplication):
    """gunicorn with SETTINGS, serving the application that ``factory`` ("module:function()") makes."""

    def __init__(self, factory: str, *, host: str, port: int, workers: int) -> None:
        self._factory = factory
        bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._options: dict[str, object] = {**SETTINGS, "bind": bind, "workers": workers}
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        module, _, function = self._factory.removesuffix("()").partition(":")
        return getattr(import_module(module), function)()


def check_address(host: str, port: int) -> None:
    """Raises AddressTaken where nobody could listen: the server itself would only try again for a while."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTaken(host=host, port=port, reason=reason_of(error)) from None


def server_command(factory: str, *, host: str, port: int, workers: int) -> list[str]:
    """The command that serves the application in a process of its own, which ends with the one that starts it."""
    numbers = (str(number) for number in (port, workers, os.getpid()))
    return [sys.executable, "-c", _SERVE, factory, host, *numbers]


def serve_child(factory: str, host: str, port: int, workers: int, parent: int) -> None:
    """What `server_command` runs."""
    follow_parent(parent)
    Server(factory, host=host, port=port, workers=workers).run()


def server(factory: str, *, host: str, port: int, workers: int, renderers: str) -> Child:
    """The web server as a part of a site; `renderers`: the socket at which they listen."""
    environment = os.environ | {"FORMSERVER_RENDER_SOCKET": renderers}
    patience = int(str(SETTINGS["graceful_timeout"])) + 5
    command = server_command(factory, host=host, port=port, workers=workers)
    return Child("gunicorn", command, environment, is_vital=True, patience=patience)


def renderers(address: str, count: int) -> Child:
    """So many renderers as a part of a site, at this socket; what they write meanwhile lies beside it."""
    command = [sys.executable, "-m", "formserver.printing.renderer", address, str(count), str(os.getpid())]
    known = {name: os.environ[name] for name in _RENDERER_KNOWS if name in os.environ}
    return Child("renderers", command, known | {"TMPDIR": os.path.dirname(address)})


def worker(renderers: str) -> Child:
    """What prints in the background as a part of a site; it may take as long to stop as some twenty sheets take."""
    command = [sys.executable, "-c", _COMMAND, "jobs", "run", "--parent", str(os.getpid())]
    return Child("jobs", command, os.environ | {"FORMSERVER_RENDER_SOCKET": renderers}, patience=25)
