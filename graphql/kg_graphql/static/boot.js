// Starts the playground with example questions; talks to the address it came from and to no other.
"use strict";

const relationships = `# Whom does a government deal with?
# Press the play button, or Ctrl-Enter; put in any name.
query WhoDealsWithWhom {
  relationships(source: { name: "Assad regime" }) {
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

const statements = `# What do the articles say, and in which words?
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

const actor = `# What is known of one actor? The name stands below.
query OneActor($name: String!) {
  actor(name: $name) {
    name
    kind
    aliases
    documentCount
    relationships(role: SOURCE, first: 10) {
      nodes {
        type
        target { name }
        originCount
        lastDate
      }
    }
    statements(first: 5) {
      nodes {
        type
        date
        evidence { sentence { text } }
        document { title }
      }
    }
  }
}
`;

const variables = JSON.stringify({ name: "Bashar al-Assad" }, null, 2);

const send = GraphiQL.createFetcher({ url: window.location.pathname });

// for a moment after a change of tab GraphiQL sends the name of the other tab's question
function fetcher(question, options) {
  const { operationName, query } = question;
  const isStale = operationName && !query.includes(operationName);
  return send(isStale ? { ...question, operationName: undefined } : question, options);
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: relationships,
    defaultTabs: [{ query: relationships }, { query: statements }, { query: actor, variables }],
    defaultEditorToolsVisibility: true,
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: false,
  }),
);
