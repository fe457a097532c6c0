"""Pipelines of other makers read as ours does. Trees are made by hand, as en_core_web_* would give them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import PipelineError
from kg.model import Document, Extraction, Statement
from kg.partial_date import PartialDate
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.clearnlp_labels import LEFT_OVER, RENAMED, TreeConverter
from kg_loaders.extract.entity_labels import unify_entity_labels
from kg_loaders.extract.spacy_pipeline import check_pipeline, load_pipeline
from kg_loaders.lexicon import load_words

STATES = frozenset("NATIONAL_OF PART_OF LOCATED_IN".split())  # read from modifiers, tested with our own pipeline
CLEARNLP = """ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass
dative dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj
predet prep prt punct quantmod relcl xcomp""".split()
ONTONOTES = """CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT QUANTITY TIME
WORK_OF_ART""".split()
POS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "IN": "ADP", "RP": "ADP", "TO": "PART", "POS": "PART", "DT": "DET",
    "PDT": "DET", "JJ": "ADJ", "JJR": "ADJ", "RB": "ADV", "CC": "CCONJ", "CD": "NUM", "PRP": "PRON", "PRP$": "PRON",
    "WP": "PRON", "WDT": "PRON", "EX": "PRON", "UH": "INTJ", "MD": "AUX", "NFP": "PUNCT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence as `word=lemma/tag/label/head`, its entities, arcs of the tree wanted, statements wanted."""

    tree: str
    entities: str
    arcs: str
    said: frozenset[str] = frozenset()

    def doc(self, vocab: spacy.Vocab) -> Doc:
        rows = [row.rsplit("/", 3 if "/ROOT" not in row else 2) for row in self.tree.split()]
        words = [row[0].split("=")[0] for row in rows]
        tags, deps = [row[1] for row in rows], [row[2] for row in rows]
        lemmas = [row[0].split("=")[-1] for row in rows]
        return Doc(
            vocab,
            words=words,
            spaces=[_has_space(word) for word in [*words[1:], "."]],
            tags=tags,
            pos=[_pos(*row) for row in zip(tags, deps, lemmas, strict=True)],
            lemmas=lemmas,
            heads=[_nearest(words, i, row[3]) if len(row) > 3 else i for i, row in enumerate(rows)],
            deps=deps,
            ents=_iob(words, self.entities),
        )


def _has_space(following: str) -> bool:
    return following not in (".", ",", "'s")


def _pos(tag: str, dep: str, lemma: str) -> str:
    if tag.startswith("VB"):
        return "AUX" if lemma == "be" or dep in ("aux", "auxpass") else "VERB"
    return "SCONJ" if tag == "IN" and dep == "mark" else POS.get(tag, "PUNCT")


def _nearest(words: list[str], at: int, head: str) -> int:
    return min((i for i, word in enumerate(words) if word == head and i != at), key=lambda i: abs(i - at))


def _iob(words: list[str], entities: str) -> list[str]:
    labels = ["O"] * len(words)
    for entity in filter(None, entities.split("; ")):
        name, label = entity.split(":")
        parts = name.split()
        start = next(i for i in range(len(words)) if words[i : i + len(parts)] == parts)
        labels[start : start + len(parts)] = [f"B-{label}", *[f"I-{label}"] * (len(parts) - 1)]
    return labels


CASES = [
    Case(
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/visited visited=visit/VBD/ROOT Berlin/NNP/dobj/visited ././punct/visited",
        "Ana Kerr:PERSON; Berlin:GPE",
        "Ana nsubj visited; Kerr flat Ana; Berlin obj visited",
        frozenset(["Ana Kerr VISITS Berlin"]),
    ),
    Case(  # passive, agent
        "Berlin/NNP/nsubjpass/visited was=be/VBD/auxpass/visited visited=visit/VBN/ROOT by/IN/agent/visited "
        "Ana/NNP/compound/Kerr Kerr/NNP/pobj/by on/IN/prep/visited Monday/NNP/pobj/on ././punct/visited",
        "Ana Kerr:PERSON; Berlin:GPE; Monday:DATE",
        "Berlin nsubj:pass visited; was aux:pass visited; Ana obl:agent visited; by case Ana; Monday obl visited",
        frozenset(["Ana Kerr VISITS Berlin 2018-03-19"]),
    ),
    Case(  # reduced passive, preposition below a verb
        "The=the/DT/det/town town/NN/nsubj/lies captured=capture/VBN/acl/town by/IN/agent/captured "
        "rebels=rebel/NNS/pobj/by lies=lie/VBZ/ROOT near/IN/prep/lies Berlin/NNP/pobj/near ././punct/lies",
        "Berlin:GPE",
        "captured acl town; rebels obl:agent captured; Berlin obl lies; near case Berlin",
        frozenset(["rebels CAPTURES town"]),
    ),
    Case(  # relative clause, subject gap
        "The=the/DT/det/rebels rebels=rebel/NNS/nsubj/fled who/WP/nsubj/attacked attacked=attack/VBD/relcl/rebels "
        "the/DT/det/town town/NN/dobj/attacked fled=flee/VBD/ROOT ././punct/fled",
        "",
        "attacked acl:relcl rebels; who nsubj attacked; town obj attacked",
        frozenset(["rebels ATTACKS town"]),
    ),
    Case(  # relative clause, object gap
        "The=the/DT/det/town town/NN/nsubj/burned rebels=rebel/NNS/nsubj/attacked attacked=attack/VBD/relcl/town "
        "burned=burn/VBD/ROOT ././punct/burned",
        "",
        "attacked acl:relcl town; rebels nsubj attacked",
        frozenset(["rebels ATTACKS town"]),
    ),
    Case(  # agent of a relative clause
        "The=the/DT/det/rebels rebels=rebel/NNS/nsubj/fled by/IN/agent/captured whom/WP/pobj/by the/DT/det/town "
        "town/NN/nsubjpass/captured was=be/VBD/auxpass/captured captured=capture/VBN/relcl/rebels fled=flee/VBD/ROOT",
        "",
        "whom obl:agent captured; by case whom; captured acl:relcl rebels",
    ),
    Case(  # gerund behind a preposition
        "Israel/NNP/nsubjpass/accused was=be/VBD/auxpass/accused accused=accuse/VBN/ROOT by/IN/agent/accused "
        "Iran/NNP/pobj/by of/IN/prep/accused bombing=bomb/VBG/pcomp/of the/DT/det/town town/NN/dobj/bombing",
        "Israel:GPE; Iran:GPE",
        "bombing advcl accused; of mark bombing; town obj bombing",
        frozenset(["Iran ACCUSES Israel", "Israel ATTACKS town (possible) [Iran]"]),
    ),
    Case(  # gerund behind a noun's preposition; copula inside it
        "Fears=fear/NNS/nsubj/grew of/IN/prep/Fears being=be/VBG/pcomp/of a/DT/det/target target/NN/attr/being "
        "grew=grow/VBD/ROOT ././punct/grew",
        "",
        "target acl Fears; of mark target; being cop target",
    ),
    Case(  # copula with a noun, preposition below a noun
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/is is=be/VBZ/ROOT the/DT/det/president president/NN/attr/is "
        "of/IN/prep/president France/NNP/pobj/of ././punct/is",
        "Ana Kerr:PERSON; France:GPE",
        "president ROOT president; is cop president; Ana nsubj president; France nmod president; of case France",
        frozenset(["Ana Kerr LEADS France"]),
    ),
    Case(  # copula with an adjective
        "Iran/NNP/nsubj/was was=be/VBD/ROOT not/RB/neg/was responsible/JJ/acomp/was for/IN/prep/responsible "
        "the/DT/det/attack attack/NN/pobj/for ././punct/was",
        "Iran:GPE",
        "responsible ROOT responsible; was cop responsible; not advmod responsible; attack obl responsible",
    ),
    Case(  # copula with a preposition
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/is is=be/VBZ/ROOT on/IN/prep/is a/DT/det/visit visit/NN/pobj/on "
        "to/IN/prep/visit Berlin/NNP/pobj/to ././punct/is",
        "Ana Kerr:PERSON; Berlin:GPE",
        "visit ROOT visit; is cop visit; on case visit; Ana nsubj visit; Berlin nmod visit",
        frozenset(["Ana Kerr VISITS Berlin"]),
    ),
    Case(  # copula in a relative clause, coordinated with another
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/left who/WP/nsubj/is is=be/VBZ/relcl/Kerr president/NN/attr/is "
        "and/CC/cc/is was=be/VBD/conj/is a/DT/det/minister minister/NN/attr/was left=leave/VBD/ROOT",
        "Ana Kerr:PERSON",
        "president acl:relcl Ana; minister conj president; and cc minister; was cop minister",
    ),
    Case(  # two objects
        "Iran/NNP/nsubj/gave gave=give/VBD/ROOT rebels=rebel/NNS/dative/gave weapons=weapon/NNS/dobj/gave",
        "Iran:GPE",
        "rebels iobj gave; weapons obj gave",
        frozenset(["Iran ARMS rebels"]),
    ),
    Case(  # dative with a preposition
        "Iran/NNP/nsubj/gave gave=give/VBD/ROOT weapons=weapon/NNS/dobj/gave to/IN/dative/gave "
        "rebels=rebel/NNS/pobj/to",
        "Iran:GPE",
        "rebels obl gave; to case rebels",
        frozenset(["Iran ARMS rebels"]),
    ),
    Case(  # what somebody is made
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubjpass/named was=be/VBD/auxpass/named named=name/VBN/ROOT "
        "president/NN/oprd/named of/IN/prep/president France/NNP/pobj/of",
        "Ana Kerr:PERSON; France:GPE",
        "president xcomp named; France nmod president",
        frozenset(["Ana Kerr LEADS France"]),
    ),
    Case(  # a chain of conjuncts
        "France/NNP/nsubj/condemned ,/,/punct/France Germany/NNP/conj/France and/CC/cc/Germany Italy/NNP/conj/Germany "
        "condemned=condemn/VBD/ROOT Russia/NNP/dobj/condemned ././punct/condemned",
        "France:GPE; Germany:GPE; Italy:GPE; Russia:GPE",
        "Germany conj France; Italy conj France; and cc Italy",
        frozenset(["France ACCUSES Russia", "Germany ACCUSES Russia", "Italy ACCUSES Russia"]),
    ),
    Case(  # coordinated verbs, amounts
        "Rebels=rebel/NNS/nsubj/attacked attacked=attack/VBD/ROOT the/DT/det/town town/NN/dobj/attacked "
        "and/CC/cc/attacked killed=kill/VBD/conj/attacked about/RB/quantmod/300 300/CD/nummod/soldiers "
        "soldiers=soldier/NNS/dobj/killed ././punct/attacked",
        "about 300:CARDINAL",
        "killed conj attacked; and cc killed; about advmod 300; 300 nummod soldiers",
        frozenset(["Rebels ATTACKS town", "Rebels KILLS about 300 soldiers"]),
    ),
    Case(  # owner
        "Iran/NNP/poss/army 's/POS/case/Iran army/NN/nsubj/attacked attacked=attack/VBD/ROOT the/DT/det/town "
        "town/NN/dobj/attacked ././punct/attacked",
        "Iran:GPE",
        "Iran nmod:poss army; 's case Iran",
        frozenset(["Iran's army ATTACKS town"]),
    ),
    Case(  # particle
        "Troops=troop/NNS/nsubj/cracked cracked=crack/VBD/ROOT down/RP/prt/cracked on/IN/prep/cracked "
        "rebels=rebel/NNS/pobj/on ././punct/cracked",
        "",
        "down compound:prt cracked; rebels obl cracked",
        frozenset(["Troops REPRESSES rebels"]),
    ),
    Case(  # negation
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/visit did=do/VBD/aux/visit not/RB/neg/visit visit/VB/ROOT "
        "Berlin/NNP/dobj/visit ././punct/visit",
        "Ana Kerr:PERSON; Berlin:GPE",
        "not advmod visit; did aux visit",
        frozenset(["Ana Kerr VISITS Berlin (negative)"]),
    ),
    Case(  # noun as adverb
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/visited visited=visit/VBD/ROOT Berlin/NNP/dobj/visited last/JJ/amod/year "
        "year/NN/npadvmod/visited ././punct/visited",
        "Ana Kerr:PERSON; Berlin:GPE; last year:DATE",
        "year obl:unmarked visited",
        frozenset(["Ana Kerr VISITS Berlin 2017"]),
    ),
    Case(  # apposition
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/visited ,/,/punct/Kerr the/DT/det/president president/NN/appos/Kerr "
        "of/IN/prep/president France/NNP/pobj/of ,/,/punct/Kerr visited=visit/VBD/ROOT Berlin/NNP/dobj/visited",
        "Ana Kerr:PERSON; France:GPE; Berlin:GPE",
        "president appos Ana; France nmod president",
        frozenset(["Ana Kerr VISITS Berlin", "Ana Kerr LEADS France"]),
    ),
    Case(  # title and what belongs to it
        "French/JJ/amod/Kerr Foreign/NNP/compound/Minister Minister/NNP/compound/Kerr Ana/NNP/compound/Kerr "
        "Kerr/NNP/nsubj/met met=meet/VBD/ROOT Mr./NNP/compound/Orr Orr/NNP/dobj/met ././punct/met",
        "French:NORP; Ana Kerr:PERSON; Orr:PERSON",
        "Minister nmod:desc Ana; French amod Minister; Foreign compound Minister; Mr. nmod:desc Orr; Ana nsubj met",
        frozenset(["Ana Kerr MEETS Orr", "Ana Kerr REPRESENTS France"]),
    ),
    Case(  # reported speech
        "Officials=official/NNS/nsubj/said said=say/VBD/ROOT that/IN/mark/visited Ana/NNP/compound/Kerr "
        "Kerr/NNP/nsubj/visited visited=visit/VBD/ccomp/said Berlin/NNP/dobj/visited ././punct/said",
        "Ana Kerr:PERSON; Berlin:GPE",
        "that mark visited; visited ccomp said",
        frozenset(["Ana Kerr VISITS Berlin [Officials]"]),
    ),
    Case(  # preposition of two words, chained
        "Rebels=rebel/NNS/nsubj/captured captured=capture/VBD/ROOT the/DT/det/town town/NN/dobj/captured "
        ",/,/punct/captured according=accord/VBG/prep/captured to/IN/prep/according officials=official/NNS/pobj/to",
        "",
        "officials obl captured; according case officials; to fixed according",
        frozenset(["Rebels CAPTURES town [officials]"]),
    ),
    Case(  # the same as a complement of the preposition
        "Troops=troop/NNS/nsubj/fled fled=flee/VBD/ROOT because/IN/prep/fled of/IN/pcomp/because the/DT/det/attack "
        "attack/NN/pobj/of",
        "",
        "attack obl fled; because case attack; of fixed because",
    ),
    Case(  # "such as"
        "Groups=group/NNS/nsubj/fled such/JJ/amod/as as/IN/prep/Groups Hamas/NNP/pobj/as fled=flee/VBD/ROOT",
        "Hamas:ORG",
        "Hamas nmod Groups; such case Hamas; as fixed such",
    ),
    Case(  # two prepositions
        "Rebels=rebel/NNS/nsubj/attacked attacked=attack/VBD/ROOT Israel/NNP/dobj/attacked from/IN/prep/attacked "
        "inside/IN/pcomp/from Syria/NNP/pobj/inside out/IN/prep/attacked of/IN/prep/out anger/NN/pobj/of",
        "Israel:GPE; Syria:GPE",
        "Syria obl attacked; from case Syria; inside case Syria; anger obl attacked; out case anger; of case anger",
        frozenset(["Rebels ATTACKS Israel"]),
    ),
    Case(  # clause as subject
        "Bombing=bomb/VBG/csubj/angered the/DT/det/town town/NN/dobj/Bombing angered=anger/VBD/ROOT "
        "Iran/NNP/dobj/angered",
        "Iran:GPE",
        "Bombing csubj angered",
    ),
    Case(  # clause as subject of a passive
        "What=what/WP/dobj/took rebels=rebel/NNS/nsubj/took took=take/VBD/csubjpass/burned was=be/VBD/auxpass/burned "
        "burned=burn/VBN/ROOT",
        "",
        "took csubj burned",
    ),
    Case(  # there is
        "There=there/EX/expl/were were=be/VBD/ROOT talks=talk/NNS/attr/were between/IN/prep/talks "
        "Serbia/NNP/pobj/between and/CC/cc/Serbia Kosovo/NNP/conj/Serbia in/IN/prep/were Berlin/NNP/pobj/in",
        "Serbia:GPE; Kosovo:GPE; Berlin:GPE",
        "were ROOT were; talks nsubj were; Serbia nmod talks; Kosovo conj Serbia; Berlin obl were",
        frozenset(["Serbia TALKS_WITH Kosovo"]),
    ),
    Case(  # impersonal passive
        "It=it/PRP/nsubjpass/reported was=be/VBD/auxpass/reported reported=report/VBN/ROOT that/IN/mark/captured "
        "rebels=rebel/NNS/nsubj/captured captured=capture/VBD/ccomp/reported Arvo/NNP/dobj/captured",
        "Arvo:GPE",
        "captured ccomp reported; It nsubj:pass reported",
        frozenset(["rebels CAPTURES Arvo"]),
    ),
    Case(  # interjection, editor's marks, leftovers
        "Well=well/UH/intj/visited ,/,/punct/visited Kerr/NNP/nsubj/visited visited=visit/VBD/ROOT "
        "Berlin/NNP/dobj/visited */NFP/meta/visited eh/UH/dep/visited",
        "Kerr:PERSON; Berlin:GPE",
        "Well discourse visited; * parataxis visited; eh dep visited",
        frozenset(["Kerr VISITS Berlin"]),
    ),
    Case(  # coordinated prepositional phrases
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/traveled traveled=travel/VBD/ROOT to/IN/prep/traveled Berlin/NNP/pobj/to "
        "and/CC/cc/to to/IN/conj/to Paris/NNP/pobj/to",
        "Ana Kerr:PERSON; Berlin:GPE; Paris:GPE",
        "Berlin obl traveled; Paris conj Berlin; and cc Paris",
        frozenset(["Ana Kerr VISITS Berlin", "Ana Kerr VISITS Paris"]),
    ),
    Case(  # coordinated prepositions
        "Clashes=clash/NNS/nsubj/erupted erupted=erupt/VBD/ROOT in/IN/prep/erupted and/CC/cc/in around/IN/conj/in "
        "Paris/NNP/pobj/around",
        "Paris:GPE",
        "Paris obl erupted; in case Paris; around case Paris",
    ),
    Case(  # a way: "to" hangs on "from"
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/traveled traveled=travel/VBD/ROOT from/IN/prep/traveled "
        "Paris/NNP/pobj/from to/IN/prep/from Berlin/NNP/pobj/to",
        "Ana Kerr:PERSON; Berlin:GPE; Paris:GPE",
        "Paris obl traveled; Berlin obl traveled; to case Berlin",
        frozenset(["Ana Kerr VISITS Berlin"]),
    ),
    Case(  # infinitive
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/plans plans=plan/VBZ/ROOT to/TO/aux/visit visit/VB/xcomp/plans "
        "Berlin/NNP/dobj/visit",
        "Ana Kerr:PERSON; Berlin:GPE",
        "to mark visit; visit xcomp plans",
        frozenset(["Ana Kerr VISITS Berlin (planned)"]),
    ),
    Case(  # subject of the infinitive below a verb of control
        "Iran/NNP/nsubj/helped helped=help/VBD/ROOT rebels=rebel/NNS/nsubj/attack to/TO/aux/attack "
        "attack/VB/ccomp/helped the/DT/det/town town/NN/dobj/attack",
        "Iran:GPE",
        "rebels obj helped; attack xcomp helped; to mark attack",
        frozenset(["Iran AIDS rebels", "rebels ATTACKS town"]),
    ),
    Case(  # both, all
        "Both/CC/preconj/France France/NNP/nsubj/condemned and/CC/cc/France Germany/NNP/conj/France "
        "condemned=condemn/VBD/ROOT all/PDT/predet/rebels the/DT/det/rebels rebels=rebel/NNS/dobj/condemned",
        "France:GPE; Germany:GPE",
        "Both cc:preconj France; all det:predet rebels",
        frozenset(["France ACCUSES rebels", "Germany ACCUSES rebels"]),
    ),
    Case(  # adverbial clause, parataxis, modifier of a nominal
        "Rebels=rebel/NNS/nsubj/fled fled=flee/VBD/ROOT when/WRB/advmod/came troops=troop/NNS/nsubj/came "
        "came=come/VBD/advcl/fled ,/,/punct/fled officials=official/NNS/nsubj/say say/VBP/parataxis/fled "
        "by/IN/prep/say Rep./NNP/nmod/Orr Orr/NNP/pobj/by",
        "Orr:PERSON",
        "came advcl fled; say parataxis fled; Rep. nmod:desc Orr; Orr obl say",
    ),
    Case(  # title inside the entity, hyphenated title before it
        "Secretary/NNP/compound/General -/HYPH/punct/General General/NNP/compound/Kerr President/NNP/compound/Kerr "
        "Ana/NNP/compound/Kerr Kerr/NNP/nsubj/visited visited=visit/VBD/ROOT Berlin/NNP/dobj/visited",
        "President Ana Kerr:PERSON; Berlin:GPE",
        "President nmod:desc Ana; Kerr flat Ana; Ana nsubj visited",
        frozenset(["Ana Kerr VISITS Berlin"]),
    ),
    Case(  # name with a possessive mark inside the entity
        "Ana/NNP/compound/Kerr Kerr/NNP/poss/army 's/POS/case/Kerr army/NN/nsubj/fled fled=flee/VBD/ROOT",
        "Ana Kerr 's:PERSON",
        "Ana nmod:poss army; Kerr flat Ana; 's case Ana",
        frozenset(["Ana Kerr LEADS Ana Kerr's army"]),
    ),
]
VOCAB = spacy.blank("en").vocab
CONVERTER = TreeConverter(load_words())


def said(extraction: Extraction, statement: Statement) -> str:
    name = {entity.id: entity.name for entity in extraction.entities}
    words = [name[statement.source], statement.type, name.get(statement.target or "", "-")]
    words += [f"({value})" for value in (statement.polarity, statement.modality) if value not in ("positive", "actual")]
    if statement.attribution is not None:
        words.append(f"[{name.get(statement.attribution.entity or '', statement.attribution.text)}]")
    return " ".join([*words, *([str(statement.date)] if statement.date else [])])


def converted(case: Case) -> Doc:
    return CONVERTER(unify_entity_labels(case.doc(VOCAB)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.doc(VOCAB).text)
def test_clearnlp_tree_becomes_universal(case: Case) -> None:
    doc = converted(case)

    arcs = {f"{token.text} {token.dep_} {token.head.text}" for token in doc}
    assert set(case.arcs.split("; ")) - arcs == set()


def test_every_label_of_clearnlp_is_tried_and_becomes_one_of_the_shipped_parser() -> None:
    ours = set(load_pipeline().pipe_labels["parser"])

    assert {token.dep_ for case in CASES for token in case.doc(VOCAB)} == set(CLEARNLP)
    assert {*RENAMED.values(), *LEFT_OVER.values()} <= ours
    assert {token.dep_ for case in CASES for token in converted(case)} <= ours


# -- from the disk to statements --------------------------------------------------------------------------------------

CASE_OF = {case.doc(VOCAB).text: case for case in CASES}
PARSED = ["token.tag", "token.pos", "token.lemma", "token.dep", "token.head", "doc.sents"]


@dataclass(frozen=True, slots=True)
class TreeTable:
    """Stands where a parser stands: gives a sentence of the table its tree."""

    labels: tuple[str, ...]

    def __call__(self, doc: Doc) -> Doc:
        parsed = CASE_OF[doc.text].doc(doc.vocab)
        assert [token.text for token in parsed] == [token.text for token in doc]
        parsed.ents = ()
        return parsed


@dataclass(frozen=True, slots=True)
class EntityTable:
    """Stands where a recognizer stands: gives a sentence of the table its entities."""

    labels: tuple[str, ...]

    def __call__(self, doc: Doc) -> Doc:
        entities = CASE_OF[doc.text].doc(doc.vocab).ents
        doc.ents = tuple(Span(doc, entity.start, entity.end, label=entity.label_) for entity in entities)
        return doc


@Language.factory("table_of_trees", assigns=PARSED)
def make_tree_table(nlp: Language, name: str) -> TreeTable:
    return TreeTable(tuple(CLEARNLP))


@Language.factory("table_of_entities", assigns=["doc.ents"])
def make_entity_table(nlp: Language, name: str) -> EntityTable:
    return EntityTable(tuple(ONTONOTES))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pipeline")
    nlp = spacy.blank("en", meta={"name": "table", "version": "1.0.0"})
    nlp.add_pipe("table_of_trees")
    nlp.add_pipe("table_of_entities")
    nlp.to_disk(path)
    return path


@pytest.fixture(scope="module")
def foreign(folder: Path) -> SpacyExtractor:
    return SpacyExtractor(str(folder))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.doc(VOCAB).text)
def test_sentence_says_the_same_with_a_clearnlp_pipeline(foreign: SpacyExtractor, case: Case) -> None:
    document = Document(id="d", text=case.doc(VOCAB).text, published=PartialDate.parse("2018-03-19"))

    (extraction,) = foreign.extract([document])

    assert isinstance(extraction, Extraction)
    assert {
        said(extraction, statement) for statement in extraction.statements if statement.type not in STATES
    } == case.said


def test_command_line_reads_with_a_pipeline_of_a_folder(folder: Path, tmp_path: Path) -> None:
    article = tmp_path / "news.jsonl"
    article.write_text(json.dumps({"id": "d", "text": "Ana Kerr visited Berlin."}) + "\n")

    result = CliRunner().invoke(app, ["extract", str(article), "--pipeline", str(folder), "--jsonl"])

    assert result.exit_code == 0
    (row,) = map(json.loads, result.stdout.splitlines())
    assert row["reader"].startswith("en_table-1.0.0")
    assert [statement["type"] for statement in row["statements"]] == ["VISITS"]


def test_clearnlp_pipeline_gets_what_the_reading_lacks(folder: Path) -> None:
    assert load_pipeline(str(folder)).pipe_names == [
        "table_of_trees",
        "table_of_entities",
        "entity_labels",
        "known_groups",
        "date_spans",
        "nationalities",
        "clearnlp_trees",
    ]


def test_own_pipeline_gets_nothing_more() -> None:
    assert not {"entity_labels", "clearnlp_trees"} & set(load_pipeline().pipe_names)


def test_universal_trees_of_another_pipeline_stay(tmp_path: Path) -> None:
    nlp = load_pipeline()
    nlp.remove_pipe("known_groups")
    nlp.to_disk(tmp_path)

    assert sorted(load_pipeline(str(tmp_path)).pipe_names) == sorted([*nlp.pipe_names, "known_groups"])


def test_components_of_other_makers_do_not_come_twice(folder: Path, tmp_path: Path) -> None:
    once = load_pipeline(str(folder))

    once.to_disk(tmp_path)

    assert load_pipeline(str(tmp_path)).pipe_names == once.pipe_names


def test_entities_get_the_labels_of_our_recognizer() -> None:
    words = "Kerr Acme Lund Alps Bridge Syrian Monday War Phone Act noon two".split()
    labels = "PERSON ORG GPE LOC FAC NORP DATE EVENT PRODUCT LAW TIME CARDINAL".split()
    doc = Doc(VOCAB, words=words, ents=[f"B-{label}" for label in labels])

    found = [entity.label_ for entity in unify_entity_labels(doc).ents]

    assert found == ["PERSON", "ORG", "LOC", "LOC", "LOC", "NORP", "DATE", "MISC", "MISC", "MISC"]


# -- what does not fit ------------------------------------------------------------------------------------------------


PARTS = ("tagger", "morphologizer", "parser", "lemmatizer", "ner")


def pipeline_of(parts: Iterable[str]) -> Language:
    nlp = spacy.blank("en")
    for part in parts:
        nlp.add_pipe(part)
    return nlp


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("tagger", "has no tagger"),
        ("morphologizer", "has no parts of speech"),
        ("parser", "has no parser"),
        ("lemmatizer", "has no lemmatizer"),
        ("ner", "has no ner"),
    ],
)
def test_pipeline_without_a_part_is_refused_by_the_name_of_the_part(missing: str, message: str) -> None:
    nlp = pipeline_of(part for part in PARTS if part != missing)

    with pytest.raises(PipelineError, match=f"pipeline 'mine' {message}.*newskg has a pipeline of its own"):
        check_pipeline(nlp, "mine")


def test_pipeline_of_another_language_is_refused() -> None:
    with pytest.raises(PipelineError, match=r"pipeline 'mine' has language 'de'.*English"):
        check_pipeline(spacy.blank("de"), "mine")


def test_attribute_ruler_counts_as_parts_of_speech() -> None:
    check_pipeline(pipeline_of(["tagger", "attribute_ruler", "parser", "lemmatizer", "ner"]), "mine")


def test_part_of_a_pipeline_loads_as_it_is(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)

    assert load_pipeline(str(tmp_path)).pipe_names == []


# -- any tree ---------------------------------------------------------------------------------------------------------


@st.composite
def clearnlp_docs(draw: st.DrawFn) -> Doc:
    """One or two sentences with any trees, tags and people."""
    heads: list[int] = []
    for length in draw(st.lists(st.integers(1, 9), min_size=1, max_size=2)):
        start, order = len(heads), draw(st.permutations(range(length)))
        above = {word: order[draw(st.integers(0, max(0, rank - 1)))] for rank, word in enumerate(order)}
        heads += [start + above[word] for word in range(length)]
    size = len(heads)

    def column(values: list[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))

    people = "".join(column(["O", "B", "I"])).replace("OI", "OB")
    people = people.replace("I", "B", 1) if people.startswith("I") else people
    return Doc(
        VOCAB,
        words=column("be to according because of such as President Kerr rebels".split()),
        tags=column(["VB", "VBD", "TO", "IN", "NNP", "NN"]),
        pos=column(["AUX", "VERB", "ADP", "SCONJ", "NOUN", "PROPN", "ADJ"]),
        lemmas=column(["be", "want", "help", "go"]),
        heads=heads,
        deps=["ROOT" if heads[i] == i else dep for i, dep in enumerate(column(CLEARNLP))],
        ents=["O" if iob == "O" else f"{iob}-PERSON" for iob in people],
    )


@given(clearnlp_docs())
def test_any_tree_stays_a_tree_over_the_same_sentence(doc: Doc) -> None:
    text, sentences = doc.text, [(sentence.start, sentence.end) for sentence in doc.sents]

    result = CONVERTER(doc)

    assert result.text == text
    assert [(sentence.start, sentence.end) for sentence in result.sents] == sentences
    assert [sum(token.head == token for token in sentence) for sentence in result.sents] == [1] * len(sentences)
    assert all(root(token) == token.sent.root for token in result)
    assert not {token.dep_ for token in result} & ({*RENAMED, *LEFT_OVER} - {"nmod"})


def root(token: Token) -> Token | None:
    for _ in range(len(token.doc)):
        if token.head == token:
            return token
        token = token.head
    return None
