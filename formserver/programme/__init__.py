"""The visiting programme: its rules as pure functions."""
