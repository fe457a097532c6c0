"""Trains the judge of candidate statements on annotated articles, and says by folds how well it does."""
