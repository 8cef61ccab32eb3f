"""Expressions: the values a paper computes and the rules it writes, in a small part of CEL (docs/expressions.md)."""
