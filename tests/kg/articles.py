"""Five articles that copy, deny and repeat each other, small enough to be counted by hand; and problems."""

from __future__ import annotations

from kg.model import Modality, Polarity, Problem
from tests.kg.graphs import Called, Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18", times=2)
DENIED = Told(source="assad", type="VISITS", target="ghouta", polarity=Polarity.NEGATIVE, says="reports")
PLANNED = Told(source="putin", type="VISITS", target="syria", modality=Modality.PLANNED, speaker="assad")
ATTACK = Told(source="syria", type="ATTACKS", target="rebels", date="2018-02", place="ghouta")
MEETING = Told(source="putin", type="MEETS", target="assad", date="2017")
MEETING_TURNED = Told(source="assad", type="MEETS", target="putin", date="2017-11-20", confidence=0.5)
PROTEST = Told(source="rebels", type="PROTESTS_AGAINST", target=None)
SELF = Told(source="rebels", type="FIGHTS", target="rebels")

GRAPHS = [
    graph_of("d1", [VISIT, ATTACK], published="2018-03-19", publisher="Daily Wire"),
    graph_of("d2", [DENIED, MEETING], published="2018", called={"assad": [Called(words="Bashar al-Assad")]}),
    graph_of("d3", [PLANNED, MEETING_TURNED, PROTEST, SELF], silences=[("Talks may follow.", "no_target")]),
    graph_of("d4", [VISIT, ATTACK], prologue="d1", published="2018-03-20"),
    graph_of("d5"),
]


def problem(id: str, **changes: object) -> Problem:
    whole = {"id": id, "status": "failed", "reason": "it broke", "input": graph_of(id, published="2018-03").document}
    return Problem(**{**whole, **changes})  # type: ignore[arg-type] # a test's shorthand
