"""Conditions: statements about the answers of one object, each with its truth, schema, sentence and references."""
