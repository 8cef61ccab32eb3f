"""From a paper to the draft of its form document: a neutral grid, what each cell asks, and how sure that is."""
