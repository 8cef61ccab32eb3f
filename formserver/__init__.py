"""Forms of care for older people at home: registration, visits, review, statistics and printing."""

__version__ = "0.1.0"
