"""The register at work: lists and searches among many persons, lists of departments brought in."""
