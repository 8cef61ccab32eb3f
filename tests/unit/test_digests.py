"""The hashes of the journal are those of RFC 8785, whoever computes them."""

import hashlib
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from formserver.digests import digest

_names = st.text(st.characters(codec="ascii"), max_size=8)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_leaves = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _texts
_values = st.recursive(_leaves, lambda inner: st.lists(inner) | st.dictionaries(_names, inner), max_leaves=20)


@given(_values)
def test_a_digest_is_that_of_the_canonical_form(value: Any) -> None:
    assert digest(value) == hashlib.sha256(rfc8785.dumps(value)).hexdigest()
