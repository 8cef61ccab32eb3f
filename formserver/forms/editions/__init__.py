"""Two editions of one paper: what differs between them, and what becomes of answers that move from one to the other."""
