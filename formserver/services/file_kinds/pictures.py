"""The pictures of a file: the person, the agreement on entrusted care as it was signed, the papers of an exit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PictureKind:
    """One kind of picture. ``most``: so many are kept; of a kind that keeps one, the next takes its place."""

    name: str
    title: str
    most: int

    @property
    def place(self) -> str:
        """Where the file names its pictures, a list of ids."""
        return f"file.{self.name}"

    def with_one(self, ids: Sequence[str], file_id: str) -> list[str]:
        """What the file names once one more is added."""
        return [file_id] if self.most == 1 else [*ids, file_id]


PHOTO: Final = PictureKind("photo", "照片", 1)
AGREEMENT: Final = PictureKind("agreement_scan", "委托照顾协议的照片", 6)
EXIT: Final = PictureKind("exit_paper", "离册材料的照片", 6)
PICTURES: Final = {kind.name: kind for kind in (PHOTO, AGREEMENT, EXIT)}
