"""Photos and files: the object store that keeps their bytes, and the pictures as they are kept."""
