"""The form designer: small steps that change a form document, each told in one sentence and refused in plain words."""
