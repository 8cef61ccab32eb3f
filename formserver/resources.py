"""Where the content folders (schemas, workflows, templates) are, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def root(package: Path = _PACKAGE) -> Path:
    """Return the folder that holds ``schemas/``, ``workflows/`` and ``templates/``.

    A wheel carries them inside the package as ``_data``; in a checkout they stand beside the package.
    """
    packed = package / "_data"
    return packed if packed.is_dir() else package.parent
