"""Papers as PDF: the printed grid of a form document, drawn as the office knows it, blank or with a record."""
