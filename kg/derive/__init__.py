"""Facts -> what follows from them: relationships, events, origins, names. Pure functions that every store uses."""
