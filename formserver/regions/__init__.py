"""Administrative divisions from the county down: codes, names, the tree and its files. Pure."""
