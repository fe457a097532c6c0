"""The words and frames that the reader knows, as data: TOML files enter, checked nouns leave."""

from kg_loaders.lexicon.frames import Frame, FrameLexicon, load_frames
from kg_loaders.lexicon.offices import Offices, load_offices
from kg_loaders.lexicon.own import OwnActor, OwnLexicon, load_own
from kg_loaders.lexicon.words import WordLists, load_words

__all__ = [
    "Frame",
    "FrameLexicon",
    "Offices",
    "OwnActor",
    "OwnLexicon",
    "WordLists",
    "load_frames",
    "load_offices",
    "load_own",
    "load_words",
]
