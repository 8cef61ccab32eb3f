"""Files that people make papers in, read as the neutral grid of `forms.importing`."""
