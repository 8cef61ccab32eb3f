"""What is kept by all that it was made from."""

from formserver.kept import Kept


def test_what_was_made_is_made_once_and_the_oldest_goes() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    kept = Kept[str](2)
    for name in "aabcba":
        assert kept.get(name, lambda name=name: make(name)) == name.upper()  # type: ignore[misc]
    assert made == ["a", "b", "c", "a"]
