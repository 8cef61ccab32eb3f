"""Visits: what was made, what is due, and the cycles in which it is."""
