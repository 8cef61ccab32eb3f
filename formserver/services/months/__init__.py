"""Months of villages: handed in, received, closed, and back; what may still change in them."""
