"""The words and frames that the reader knows, as data: TOML files enter, checked nouns leave."""

from kg_loaders.lexicon.frames import Frame, FrameLexicon, load_frames
from kg_loaders.lexicon.words import WordLists, load_words

__all__ = ["Frame", "FrameLexicon", "WordLists", "load_frames", "load_words"]
