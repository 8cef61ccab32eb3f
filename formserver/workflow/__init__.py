"""Routing: which steps a record passes, who may do what at each, what state follows. Pure: no Flask, no database."""
