"""The bundled articles, which all figures are measured on."""

import json

from kg.samples import sample_articles


def article_texts() -> list[str]:
    """Read their texts."""
    with sample_articles() as path:
        return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
