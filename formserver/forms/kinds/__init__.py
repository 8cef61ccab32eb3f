"""The kinds of field, one class each; `registry` lists them."""
