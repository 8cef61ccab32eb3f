"""The HTTP edge: one module or folder per job."""
