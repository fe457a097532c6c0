"""Questions enter over HTTP, answers from a store leave; nothing here is loaded before it is served."""
