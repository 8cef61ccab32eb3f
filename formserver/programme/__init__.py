"""Programmes: whom a region serves, how often, and what it calls things, read from documents. Pure."""
