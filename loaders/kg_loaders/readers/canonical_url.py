"""The address of an article enters; the one spelling that identifies it leaves."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

_TRACKING = re.compile(r"(utm_[^=]*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid)(=.*)?", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Drop what does not choose the article: case of the host, default port, fragment, tracking parameters.

    >>> canonical_url(" HTTPS://News.Example:443/a?utm_source=x&id=7#comments ")
    'https://news.example/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
    except ValueError:  # brackets that hold no IPv6 address, a port that is no number: no spelling is better
        return url.strip()
    query = "&".join(part for part in parts.query.split("&") if not _TRACKING.fullmatch(part))
    # "#!" chooses a page on sites that are built in the browser
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((parts.scheme, host, parts.path or ("/" if host else ""), query, fragment))


def _host(parts: SplitResult) -> str:
    user, at, host = parts.netloc.rpartition("@")
    if parts.port == _PORTS.get(parts.scheme) and parts.port is not None:
        host = host.rpartition(":")[0]
    return user + at + host.lower()
