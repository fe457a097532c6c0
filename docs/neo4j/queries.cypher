// newskg 01: What is in here
MATCH (n) UNWIND labels(n) AS label
RETURN label, count(*) AS nodes ORDER BY nodes DESC, label;

// newskg 02: What kinds of relationships there are
MATCH (:Entity)-[e]->(:Entity)
RETURN type(e) AS type, count(e) AS relationships, sum(e.statements) AS statements
ORDER BY relationships DESC, type;

// newskg 03: Who is named in most documents
MATCH (a:Actor)
RETURN a.name AS name, a.kind AS kind, a.aliases AS aliases, a.documents AS documents
ORDER BY documents DESC, name LIMIT 10;

// newskg 04: An actor and its surroundings
MATCH p = (:Person {name: 'Bashar al-Assad'}) (()-[]-(:Entity)){1,2}
RETURN p LIMIT 50;

// newskg 05: How two are connected
MATCH p = SHORTEST 1 (:Person {name: 'Bashar al-Assad'}) (()-[]-(:Entity)){1,6} (:Person {name: 'Sergei Lavrov'})
RETURN p;

// newskg 06: Sentences that hold a word
CALL db.index.fulltext.queryNodes('newskg_search', 'words:rebel*') YIELD node AS s, score
MATCH (s:Statement)-[:STATED_IN]->(d:Document)
RETURN s.type AS type, s.sentence AS sentence, d.title AS document ORDER BY score DESC, s.id LIMIT 20;

// newskg 07: All that one document says
MATCH (d:Document {title: 'Assad visits Eastern Ghouta as talks go on'})
MATCH p = (d)<-[:STATED_IN]-(:Statement)-[:SOURCE|TARGET]->(:Entity)
RETURN p;

// newskg 08: What was denied, planned, possible or demanded
MATCH (a:Entity)<-[:SOURCE]-(s:Statement) WHERE s.polarity = 'negative' OR s.modality <> 'actual'
OPTIONAL MATCH (s)-[:TARGET]->(b:Entity)
RETURN a.name AS source, s.type AS type, b.name AS target, s.polarity AS polarity, s.modality AS modality,
    s.sentence AS sentence ORDER BY s.document_id, s.n;

// newskg 09: What a relationship stands on
MATCH (:Person {name: 'Donald Trump'})-[e:LEADS]->(:Country {name: 'United States'})
MATCH p = (:Document)<-[:STATED_IN]-(s:Statement {edge: e.id})-[:SOURCE|TARGET|AT|ATTRIBUTED_TO]->(:Entity)
RETURN p;

// newskg 10: The evidence, in words
MATCH (a:Person {name: 'Bashar al-Assad'})<-[:SOURCE]-(s:Statement {type: 'VISITS'})-[:TARGET]->(b:Entity)
MATCH (s)-[:STATED_IN]->(d:Document)
OPTIONAL MATCH (s)-[:ATTRIBUTED_TO]->(speaker:Entity)
RETURN b.name AS visited, s.date AS date, speaker.name AS according_to, s.confidence AS confidence,
    s.sentence AS sentence, d.title AS document, size(split(d.text, s.sentence)[0]) AS starts_at;
