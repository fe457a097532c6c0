// Starts the playground with example questions; talks to the address it came from and to no other.
"use strict";

const relationships = `# Whom does a government deal with? Press the play button, or Ctrl-Enter.
# Names are found by any spelling the articles use; accents and case do not matter.
query WhoDealsWithWhom {
  relationships(source: { name: "Syrian government" }, first: 10) {
    totalCount
    nodes {
      source { name kind }
      type
      target { name kind }
      statementCount
      originCount
      firstDate
      contested
    }
  }
}
`;

const statements = `# What do the articles say, in which words, and where exactly?
query WhatIsSaid {
  statements(first: 10) {
    totalCount
    nodes {
      source { name }
      type
      target { name }
      polarity
      modality
      date
      attribution { text }
      evidence {
        sentence { text start end }
        trigger { text }
      }
      document { title publisher published url }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const actor = `# Everything about one actor; put another name into the variables below.
query OneActor($name: String!) {
  actor(name: $name) {
    name
    kind
    aliases
    documentCount
    relationships(role: SOURCE, first: 10) {
      nodes { type target { name } originCount lastDate }
    }
    statements(first: 5) {
      nodes { type date evidence { sentence { text } } document { title } }
    }
  }
}
`;

const variables = JSON.stringify({ name: "Bashar al-Assad" }, null, 2);

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
    defaultQuery: relationships,
    defaultTabs: [{ query: relationships }, { query: statements }, { query: actor, variables }],
    defaultEditorToolsVisibility: true,
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: false,
  }),
);
