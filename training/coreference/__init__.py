"""How well the reader resolves pronouns: a treebank with coreference and what it made of its text -> figures."""
