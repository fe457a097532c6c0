"""The loaders: files of news articles -> documents -> extractions."""
