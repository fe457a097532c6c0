"""Found statements and clusters of a document -> its entities and statements, once each, with evidence and ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    Evidence,
    Form,
    Kind,
    Mention,
    Quote,
    Statement,
    statement_id,
)
from kg.partial_date import PartialDate
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.confidence import confidence_of
from kg_loaders.extract.entities import ParsedParagraph, trimmed
from kg_loaders.extract.found import FoundStatement
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.tree import Span, Token

_MAX_EVIDENCE = 5  # further repetitions add nothing that a reader would look at
_Key = tuple[str, str, str | None, str, str]


class Assembly:
    """Names and numbers what was found in one document."""

    def __init__(
        self,
        document: Document,
        paragraphs: Sequence[ParsedParagraph],
        clusters: Sequence[Cluster],
        found: Sequence[FoundStatement],
    ) -> None:
        """Number the entities that are named, or take part in a statement, in the order of their first mention."""
        self._document = document
        self._start_of = {id(paragraph.doc): paragraph.start for paragraph in paragraphs}
        self._found = found
        taking_part = {id(cluster) for statement in found for cluster in _clusters_of(statement)}
        kept = [c for c in clusters if c.mentions and (c.is_named or id(c) in taking_part)]
        kept.sort(key=lambda cluster: min(map(self._offset, cluster.mentions)))
        self._id = {id(cluster): f"e{number}" for number, cluster in enumerate(kept, 1)}
        self._kept = kept
        self._names = [_fullest_name(cluster) for cluster in kept]
        self._key = dict(zip(self._id.values(), _entity_keys(kept, self._names), strict=True))

    def entities(self) -> tuple[DocumentEntity, ...]:
        """Return the entities of the document."""
        return tuple(
            DocumentEntity(
                id=self._id[id(cluster)],
                kind=cluster.kind,
                name=name,
                mentions=tuple(
                    Mention(quote=self._quote(mention.span), form=mention.form)
                    for mention in sorted(cluster.mentions, key=self._offset)
                ),
            )
            for cluster, name in zip(self._kept, self._names, strict=True)
        )

    def statements(self) -> tuple[Statement, ...]:
        """Return the statements of the document in the order in which it first makes them."""
        groups: dict[_Key, list[FoundStatement]] = {}
        for statement in self._found:
            groups.setdefault(self._key_of(statement), []).append(statement)
        made = [self._statement(part, when) for group in groups.values() for when, part in _by_date(group)]
        return tuple(sorted(made, key=lambda statement: (statement.evidence[0].sentence.start, statement.id)))

    def _key_of(self, found: FoundStatement) -> _Key:
        source = self._id[id(found.match.source.cluster)]
        target = None if found.match.target is None else self._id[id(found.match.target.cluster)]
        if found.match.type.is_symmetric and target is not None and target < source:
            source, target = target, source
        return (source, found.match.type.name, target, found.status.polarity, found.status.modality)

    def _statement(self, found: list[FoundStatement], when: PartialDate | None) -> Statement:
        sure = {id(item): confidence_of(item) for item in found}
        found = sorted(found, key=lambda item: (-sure[id(item)], item.match.predicate.i))
        best = found[0]
        source = self._id[id(best.match.source.cluster)]
        target = None if best.match.target is None else self._id[id(best.match.target.cluster)]
        ends = (self._key[source], None if target is None else self._key[target])
        status = best.status
        return Statement(
            id=statement_id(self._document.id, ends, best.match.type.name, status.polarity, status.modality, when),
            document=self._document.id,
            source=source,
            type=best.match.type.name,
            target=target,
            polarity=status.polarity,
            modality=status.modality,
            attribution=self._attribution(best),
            date=when,
            date_text=next((item.date_text for item in found if item.date == when and when), None),
            place=next((self._id[id(item.place)] for item in found if item.place is not None), None),
            evidence=tuple(self._evidence(item) for item in _one_a_sentence(found)[:_MAX_EVIDENCE]),
            confidence=sure[id(best)],
        )

    def _attribution(self, found: FoundStatement) -> Attribution | None:
        if found.speaker is None:
            return None
        if isinstance(found.speaker, str):
            return Attribution(text=found.speaker)
        return Attribution(entity=self._id[id(found.speaker)])

    def _evidence(self, found: FoundStatement) -> Evidence:
        return Evidence(
            sentence=self._quote(trimmed(found.sentence)),
            trigger=self._quote(_words_of(found.match.predicate)),
            source=self._quote(found.match.source.mention.span),
            target=None if found.match.target is None else self._quote(found.match.target.mention.span),
            rule=found.match.rule,
        )

    def _offset(self, mention: FoundMention) -> int:
        return self._start_of[id(mention.span.doc)] + mention.span.start_char

    def _quote(self, span: Span) -> Quote:
        start = self._start_of[id(span.doc)]
        return Quote.of(self._document.text, start + span.start_char, start + span.end_char)


def _clusters_of(found: FoundStatement) -> Iterator[Cluster]:
    yield found.match.source.cluster
    if found.match.target is not None:
        yield found.match.target.cluster
    if isinstance(found.speaker, Cluster):
        yield found.speaker
    if found.place is not None:
        yield found.place


def _entity_keys(clusters: Sequence[Cluster], names: Sequence[str]) -> list[str]:
    """Kind and name, told apart by number where two entities of a document share them."""
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for cluster, name in zip(clusters, names, strict=True):
        key = f"{cluster.kind}:{name}"
        seen[key] += 1
        keys.append(f"{key}#{seen[key]}" if seen[key] > 1 else key)
    return keys


def _fullest_name(cluster: Cluster) -> str:
    if cluster.kind is Kind.COUNTRY:
        return cluster.name
    names = [m.name for m in cluster.mentions if m.form is Form.NAME]
    return max(names, key=lambda name: len(name.split())) if names else cluster.name


def _by_date(found: Iterable[FoundStatement]) -> Iterator[tuple[PartialDate | None, list[FoundStatement]]]:
    """Split by date; what has none, or a coarser one, joins the first that it may mean."""
    parts: list[tuple[PartialDate | None, list[FoundStatement]]] = []
    for item in sorted(found, key=lambda item: -len(str(item.date or ""))):
        for when, part in parts:
            if item.date is None or (when is not None and item.date.includes(when)):
                part.append(item)
                break
        else:
            parts.append((item.date, [item]))
    yield from parts


def _one_a_sentence(found: Iterable[FoundStatement]) -> list[FoundStatement]:
    seen: dict[tuple[int, int], FoundStatement] = {}
    for item in found:
        seen.setdefault((id(item.sentence.doc), item.sentence.start), item)
    return list(seen.values())


def _words_of(predicate: Token) -> Span:
    return predicate.doc[predicate.i : predicate.i + 1]
