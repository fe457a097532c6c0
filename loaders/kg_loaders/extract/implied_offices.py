"""Words whose body or country is not said beside them -> who leads or holds what, what is where.

"Secretary-General Ana Kerr" of the one body meant, "President Kerr" of the country that he is known to have led, or of
the one country told of, "the capital, Lund".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg.resolve.alias_table import shipped_table
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import is_prefixed
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.geography import country_of, country_of_seat
from kg_loaders.extract.hyphens import is_hyphenated
from kg_loaders.extract.identity import said_of
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.slots import slots_of
from kg_loaders.extract.tree import Span, Token
from kg_loaders.lexicon import Offices
from kg_loaders.lexicon.leaders import Leaders, load_leaders

_PLACE = frozenset([Kind.LOCATION])
_ANY_COUNTRY = frozenset(["country"])
_PREVAILING = 2  # times as often as any other a country is named that the document is about
_HEADS = frozenset("president prime-minister premier chancellor king queen emir sultan".split())
_PASSING = frozenset(
    "as the then former ex acting interim caretaker current incumbent outgoing new newly late ousted deposed".split()
)  # words before a title that are no part of it
_SINGULAR = frozenset(["NN", "NNP"])
_BESIDE_NAME = frozenset(["nmod:desc", "compound", "flat"])
_OF_OTHERS = frozenset(["nmod:poss", "nmod"])
_FIELDS = frozenset("state defense defence treasury energy".split())  # "Secretary of State Ana Kerr"
_BEFORE_NOUN = frozenset(["amod", "compound", "nmod:poss", "nmod:desc"])


@dataclass(frozen=True)
class ImpliedOfficeReader:
    """Reads titles and capitals where the document names exactly one body or country that they can be of."""

    offices: Offices
    ontology: Ontology
    roles: RoleReader
    leaders: Leaders = field(default_factory=load_leaders)

    def read(self, token: Token, fillers: ParagraphFillers, clusters: Sequence[Cluster]) -> list[Match]:
        """Return whom a noun makes the leader of what; nothing where the title says its body itself."""
        lemma = token.lemma
        if lemma == "capital" and token.tag_ in _SINGULAR:
            return self._capital(token, fillers, clusters)
        if lemma not in self._last_words:
            return []
        title = _title(token)
        bodies = self.offices.get(title, frozenset())
        if bodies == _ANY_COUNTRY or title in self._known_titles:
            return self._office_of_state(token, title, fillers, clusters)
        known = [cluster for cluster in clusters if cluster.is_named and _usual_name(cluster) in bodies]
        if len({_usual_name(cluster) for cluster in known}) != 1:
            return []
        people = fillers.first(("same",), slots_of(token, roles=self.roles), frozenset([Kind.PERSON]))
        return [self._match(token, title, "LEADS", person, known[0]) for person in people]

    def _office_of_state(
        self, title: Token, office: str, fillers: ParagraphFillers, clusters: Sequence[Cluster]
    ) -> list[Match]:
        """ "Arvanian police guarded President Kerr": the country is the one told of."""
        if title.tag_ not in _SINGULAR:
            return []
        beside = [title.head] if title.dep_ in _BESIDE_NAME else slots_of(title, roles=self.roles)["same"]
        beside = beside or said_of(title, self.roles)
        people = [f for f in fillers.of_kinds(beside, frozenset([Kind.PERSON])) if f.cluster.is_named]
        type_name = "LEADS" if office in _HEADS else "REPRESENTS"
        return [
            self._match(title, office, type_name, person, country)
            for person in people
            if (country := self._country(title, office, person, fillers, clusters)) is not None
        ]

    def _country(
        self, title: Token, office: str, person: Filler, fillers: ParagraphFillers, clusters: Sequence[Cluster]
    ) -> Cluster | None:
        """Whose office it is: of a known leader the country that he led, if it is named; else the one told of."""
        known = self.leaders.of(office, person.mention.name)
        if known:
            named = [c for c in clusters if c.kind is Kind.COUNTRY and c.is_named and country_of(c.name) in known]
            if len(_lands(named)) != 1 or _is_of_another(title, but=_FIELDS):
                return None
            return max(named, key=lambda cluster: len(cluster.mentions))
        is_any = self.offices.get(office) == _ANY_COUNTRY and not _is_of_another(title)
        is_any = is_any and (title.dep_ in _BESIDE_NAME or bool(said_of(title, self.roles)))
        return _country_told_of(title, fillers, clusters) if is_any else None

    def _capital(self, capital: Token, fillers: ParagraphFillers, clusters: Sequence[Cluster]) -> list[Match]:
        """ "The capital, Lund": it lies in the country that is governed from there, if the document names it."""
        places = fillers.of_kinds(_behind_comma(capital), _PLACE)
        places = places or fillers.first(("same", "of", "self"), slots_of(capital, roles=self.roles), _PLACE)
        found: list[Match] = []
        for place in places:
            country = country_of_seat(place.cluster.name)
            named = [c for c in clusters if c.kind is Kind.COUNTRY and c.mentions and c.name == country]
            found += [self._match(capital, "capital", "PART_OF", place, cluster) for cluster in named]
        return found

    def _match(self, predicate: Token, word: str, type_name: str, source: Filler, body: Cluster) -> Match:
        names = [mention for mention in body.mentions if mention.form is Form.NAME]
        mention = next((name for name in names if name.span.doc is predicate.doc), names[0])
        kind = self.ontology.types[type_name]
        target = Filler(mention=mention, cluster=body)
        return Match(predicate=predicate, rule=f"office:{word}:{type_name}", type=kind, source=source, target=target)

    @cached_property
    def _last_words(self) -> frozenset[str]:
        """The words that titles end in; a noun is rarely one of them."""
        return frozenset(title.rpartition("-")[2] for title in {*self.offices, *self._known_titles})

    @cached_property
    def _known_titles(self) -> frozenset[str]:
        return self.leaders.titles


def _country_told_of(title: Token, fillers: ParagraphFillers, clusters: Sequence[Cluster]) -> Cluster | None:
    """The country that a document tells of most: the only one of the sentence, where it first says what else is its.

    If the sentence has none, the only one of the document, or the one that it names twice as often as any other.
    """
    countries = [cluster for cluster in clusters if cluster.kind is Kind.COUNTRY and cluster.is_named]
    if not countries:
        return None
    country = max(countries, key=lambda cluster: len(cluster.mentions))
    sentence = title.sent
    told = _lands(cluster for cluster in clusters if _heads_in(cluster, sentence))
    if not told:
        if len(_lands(clusters)) == 1:
            return country
        others = [len(cluster.mentions) for cluster in countries if cluster is not country]
        return country if len(country.mentions) >= _PREVAILING * max(others, default=0) else None
    is_before = any(head.i < title.i and _is_of_body(head) for head in _heads_in(country, sentence))
    return country if told == _lands([country]) and is_before else None


def _heads_in(cluster: Cluster, sentence: Span) -> list[Token]:
    heads = (mention.head for mention in cluster.mentions if mention.span.doc is sentence.doc)
    return [head for head in heads if sentence.start <= head.i < sentence.end]


def _lands(clusters: Iterable[Cluster]) -> set[str]:
    return {land for cluster in clusters if (land := _land(cluster)) is not None}


def _land(cluster: Cluster) -> str | None:
    """The country that a cluster is, is the people of, or is the capital of."""
    if cluster.kind is Kind.PERSON or not cluster.is_named:
        return None
    return country_of(cluster.name) or country_of_seat(cluster.name)


def _is_of_body(country: Token) -> bool:
    """Whether a country's word says whose a body or thing is, not a titled person: "Arvanian parliament"."""
    noun = country.head
    if country.dep_ not in _BEFORE_NOUN or is_prefixed(country) or country.nbor(1).text == "-":
        return False
    return noun.dep_ not in _BESIDE_NAME and noun.ent_type_ != "PERSON"


def _is_of_another(title: Token, but: frozenset[str] = frozenset()) -> bool:
    """Whether a title, or the name behind it, says whose it is; some words say only what it is for."""
    owners = (child for part in (title, title.head) for child in part.children if child.dep_ in _OF_OTHERS)
    if any(owner.lemma not in but for owner in owners):
        return True
    before = (child for child in title.children if child.i < title.i)
    return any(child.ent_type_ and child.lemma not in but for child in before)


def _behind_comma(capital: Token) -> list[Token]:
    """Return the place that the parser joins to "the capital", which is its name: "the capital, Lund"."""
    return [
        child
        for child in capital.children
        if child.dep_ == "conj" and child.i == capital.i + 2 and child.nbor(-1).text == ","
    ]


def _title(token: Token) -> str:
    lemma = token.lemma
    if is_hyphenated(token):
        return f"{token.nbor(-2).lower_}-{lemma}"
    before = [child.lower_ for child in token.children if child.i < token.i and child.pos_ != "PUNCT"]
    return "-".join([*(word for word in before if word not in _PASSING), lemma])


def _usual_name(cluster: Cluster) -> str | None:
    if cluster.kind is not Kind.ORGANIZATION:
        return None
    return shipped_table().find(Kind.ORGANIZATION, cluster.name)
