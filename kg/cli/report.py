"""The report of an ingestion enters, the lines that tell it leave, or one row."""

from __future__ import annotations

from collections.abc import Iterator

from kg.pipeline import IngestReport, Status

STATUSES: tuple[Status, ...] = ("done", "unchanged", "skipped", "failed")
SHOWN_FAILURES = 50


def report_lines(report: IngestReport) -> Iterator[str]:
    """Tell how every document ended: failures first, then counts, time and silences."""
    failed = [outcome for outcome in report.outcomes if outcome.status == "failed"]
    for outcome in failed[:SHOWN_FAILURES]:
        yield f"failed: {outcome.document}: {outcome.reason}"
    if len(failed) > SHOWN_FAILURES:
        yield f"failed: {len(failed) - SHOWN_FAILURES} more; --json lists all"
    for outcome in report.outcomes:
        if outcome.status == "skipped":
            yield f"skipped: {outcome.document}: {outcome.reason}"
    yield f"documents: {len(report.outcomes)} ({', '.join(_counts(report))})"
    rate = f"{report.sentences / report.seconds:.0f} sentences a second" if report.seconds else "no time at all"
    amount = f"{report.sentences} sentences, {report.statements} statements"
    yield f"read: {amount} in {report.seconds:.1f} s, {rate}"
    silences = ", ".join(f"{count} {reason}" for reason, count in report.silences.most_common())
    yield f"silences: {sum(report.silences.values())}{f' ({silences})' if silences else ''}"


def report_row(report: IngestReport) -> dict[str, object]:
    """Describe a report, with every document that did not end as done or unchanged."""
    return {
        **{status: report.count(status) for status in STATUSES},
        "sentences": report.sentences,
        "statements": report.statements,
        "seconds": round(report.seconds, 3),
        "silences": dict(sorted(report.silences.items())),
        "problems": [
            {"document": outcome.document, "status": outcome.status, "reason": outcome.reason}
            for outcome in report.outcomes
            if outcome.status in ("skipped", "failed")
        ],
    }


def _counts(report: IngestReport) -> list[str]:
    return [f"{report.count(status)} {status}" for status in STATUSES]
