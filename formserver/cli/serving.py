"""How gunicorn runs the application: its settings, in one place, and the server that uses them."""

import os
from importlib import import_module
from typing import Any, Final

from gunicorn.app.base import BaseApplication

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
