"""Why a sentence that looked like a statement gave none. Light, so that a command line knows the reasons at once."""

# nearest to a statement first
REASONS = ("unlikely", "same-entity", "wrong-kind", "no-source", "no-target", "frame-incomplete", "no-trigger")
