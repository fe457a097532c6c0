"""Questions that take several looks at a store: paths, neighbourhoods, time lines, checks. The same on every store."""
