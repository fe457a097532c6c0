"""Open corpora -> the English pipeline that ships in kg_loaders/model: build, train, assemble, score."""
