"""What processes use, as the kernel counts it: time of the processor, memory."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_MIB: Final = 1024.0
_CPU_CLOCK: Final = 2  # of a process, made of its number as clock_getcpuclockid(3) does


def tree(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    for one in found:
        found += children(one)
    return found


def children(pid: int) -> list[int]:
    """The processes it started that are still there."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in lists for child in _read(file).split()]


def times(pid: int) -> list[float]:
    """Seconds in the program and in the system, of the process and of its children that have ended; all 0 once it has
    ended itself."""
    ticks = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[11:15]
    return [int(tick) / os.sysconf("SC_CLK_TCK") for tick in ticks] or [0.0] * 4


def cpu_seconds(pids: Iterable[int]) -> float:
    """Seconds of the processor that these processes themselves have used; nothing of those that have ended.

    By the clock that the kernel keeps of each, to the nanosecond: what `times` tells are hundredths of a second, and a
    sheet takes little more than one.
    """
    return sum(map(_clock, pids))


def _clock(pid: int) -> float:
    try:
        return time.clock_gettime(~pid << 3 | _CPU_CLOCK)
    except OSError:  # it has ended meanwhile
        return 0.0


def memory(pids: Iterable[int]) -> float:
    """MiB they hold together; pages that several hold count once."""
    return sum(_line(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids)


def peak(pid: int) -> float:
    """MiB the process ever held, shared pages too."""
    return _line(f"/proc/{pid}/status", "VmHWM:")


def _line(file: str, name: str) -> float:
    found = (line.split()[1] for line in _read(Path(file)).splitlines() if line.startswith(name))
    return int(next(found, "0")) / _MIB


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:  # it has ended meanwhile
        return ""
