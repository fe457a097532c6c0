"""A real Neo4j community server for tests, from Maven's jars on Java 17 or newer: no container is needed.

`python -m tests.neo4j_server start --home DIR` starts one and prints its address.
"""
