"""How well the reader reads: gold articles and what it made of them -> figures, and each error with its cause."""
