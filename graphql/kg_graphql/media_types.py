"""The headers Content-Type and Accept enter; what the body is and what the answer shall be leave, or a refusal."""

from __future__ import annotations

from email.message import Message

from kg_graphql.refusals import RefusalError

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


def check_body_type(content_type: str) -> None:
    """Refuse a body that does not say that it is JSON in UTF-8."""
    message = _parsed(content_type or "none/none")
    charset = str(message.get_param("charset", "utf-8")).lower()
    if message.get_content_type() != JSON or charset not in ("utf-8", "utf8"):
        raise RefusalError(415, f"send the question as {JSON} in UTF-8", headers={"Accept": JSON})


def answer_type(accept: str) -> str:
    """Return the type of the answer that a client likes best; of two that it likes alike, the one it names first.

    >>> answer_type("application/json;q=0.9, application/graphql-response+json")
    'application/graphql-response+json'
    >>> answer_type("*/*"), answer_type("")
    ('application/json', 'application/json')
    """
    ranges = [_quality(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    liked = {type: _liking(type, ranges) for type in (JSON, GRAPHQL)}
    best = max(liked, key=lambda type: liked[type])
    if liked[best][0] <= 0:
        raise RefusalError(406, f"answers are {JSON} or {GRAPHQL}")
    return best


def _liking(type: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """Return the quality that the closest range gives, and how early it stands if it names the type itself."""
    for name in (type, "application/*", "*/*"):
        places = [place for place, (range, _) in enumerate(ranges) if range == name]
        if places:
            return ranges[places[0]][1], -places[0] if name == type else -len(ranges)
    return 0.0, -len(ranges)


def _quality(part: str) -> tuple[str, float]:
    message = _parsed(part)
    try:
        quality = float(str(message.get_param("q", "1")))
    except ValueError:
        quality = 0.0
    name = part.partition(";")[0].strip().lower()
    return name, quality if 0.0 <= quality <= 1.0 else 0.0


def _parsed(header: str) -> Message:
    message = Message()
    message["content-type"] = " ".join(header.split())
    return message
