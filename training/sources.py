"""The folder of corpora -> the text of one of its files."""

import lzma
from pathlib import Path


def read_text(corpora: Path, name: str, *, encoding: str = "utf-8") -> str:
    """Return the text of a corpus file, packed (`name.xz`) or plain (`name`)."""
    packed = corpora / f"{name}.xz"
    if packed.exists():
        return lzma.decompress(packed.read_bytes()).decode(encoding)
    return (corpora / name).read_text(encoding=encoding)
