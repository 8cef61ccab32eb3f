"""The form engine: documents, kinds of field, rules, validation, entry, reading, paper grid.

Pure: no Flask, no database.
"""
