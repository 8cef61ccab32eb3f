"""The register at work: lists and searches among many persons."""
