"""CAMEO and PLOVER codes, by which event data knows occurrences, enter; the rules that they break leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

_LAST_ROOT = {"st": 2, "vc": 5, "mc": 8, "vx": 13, "mx": 20}
_CODE = re.compile(r"(0[1-9]|1\d|20)\d{1,2}")

PENTA: Mapping[str, str] = MappingProxyType(
    {f"{root:02d}": next(name for name, last in _LAST_ROOT.items() if root <= last) for root in range(1, 21)}
)
"""The class of each CAMEO root: statement, verbal or material cooperation, verbal or material conflict."""

_MODES = {
    "vc AGREE": "",
    "vc CONSULT": "visit third-party multilateral phone",
    "vc SUPPORT": "",
    "vc CONCEDE": "",
    "mc COOPERATE": "",
    "mc AID": "",
    "mc RETREAT": "withdraw release return disarm ceasefire access resign",
    "vx REQUEST": "assist change yield meet",
    "vx ACCUSE": "disapprove investigate allege",
    "vx REJECT": "assist change yield meet",
    "vx THREATEN": "restrict ban arrest relations expel territory violence",
    "mx PROTEST": "demo riot strike hunger boycott obstruct vandalize",
    "mx SANCTION": "convict expel withdraw discontinue",
    "mx MOBILIZE": "troops weapons police militia",
    "mx COERCE": "seize restrict ban censor curfew martial-law arrest deport withhold misinformation cyber",
    "mx ASSAULT": "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack"
    " aerial drone heavy-weapons crowd-control unconventional",
}

PLOVER: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {key.split()[1]: (key.split()[0], tuple(modes.split())) for key, modes in _MODES.items()}
)
"""PLOVER's event types: the quad class and the modes of each."""


def cameo_faults(default: str | None, codes: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Give (key, reason) for codes that CAMEO cannot have, and for a default that is none of them.

    >>> list(cameo_faults("042", ["042"]))
    []
    """
    for code in codes:
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            yield (
                "cameo_codes",
                f"{code!r} is no CAMEO code: three or four digits, the first two from 01 to 20",
            )
    if codes and default is None:
        yield "cameo_codes", "need a default among them: cameo"
    if default is not None and default not in codes:
        yield "cameo", f"the default {default!r} is not among cameo_codes"


def class_faults(
    cameo: str | None, plover: str | None, mode: str | None, quad: str | None
) -> Iterator[tuple[str, str]]:
    """Give (key, reason) for a quad class that is not PLOVER's (else CAMEO's), and for unknown modes.

    >>> list(class_faults("042", "CONSULT", "visit", "vx"))
    [('quad', "'vx' is not the class of PLOVER CONSULT, vc")]
    """
    if plover is not None and plover not in PLOVER:
        yield "plover", f"unknown PLOVER type {plover!r}; known: {', '.join(PLOVER)}"
        return
    if cameo is not None and quad is None:
        yield "cameo", "an event with CAMEO codes needs a quad class"
    yield from _quad_faults(cameo, plover, quad)
    yield from _mode_faults(plover, mode)


def _quad_faults(cameo: str | None, plover: str | None, quad: str | None) -> Iterator[tuple[str, str]]:
    if quad is None:
        return
    if cameo is None:
        yield "quad", "a quad class needs CAMEO codes"
    elif plover is not None and quad != PLOVER[plover][0]:
        yield "quad", f"{quad!r} is not the class of PLOVER {plover}, {PLOVER[plover][0]}"
    elif plover is None and quad != PENTA[cameo[:2]]:
        yield "quad", f"{quad!r} is not the class of CAMEO {cameo}, {PENTA[cameo[:2]]}"


def _mode_faults(plover: str | None, mode: str | None) -> Iterator[tuple[str, str]]:
    if mode is None:
        return
    if plover is None:
        yield "mode", "a mode needs a PLOVER type"
    elif mode not in PLOVER[plover][1]:
        known = ", ".join(PLOVER[plover][1]) or "none"
        yield "mode", f"PLOVER {plover} has no mode {mode!r}; known: {known}"
