// The built files of GraphiQL and React enter, the same files without source map comments leave into kg_graphql/static.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const modules = new URL("node_modules/", import.meta.url);
const target = new URL("../kg_graphql/static/", import.meta.url);
const built = {
  "react.js": "react/umd/react.production.min.js",
  "react-dom.js": "react-dom/umd/react-dom.production.min.js",
  "graphiql.js": "graphiql/graphiql.min.js",
  "graphiql.css": "graphiql/graphiql.min.css",
};

mkdirSync(target, { recursive: true });
for (const [name, source] of Object.entries(built)) {
  const text = readFileSync(new URL(source, modules), "utf8");
  writeFileSync(new URL(name, target), text.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n"));
}
for (const name of ["graphiql", "react", "react-dom"]) {
  copyFileSync(new URL(`${name}/LICENSE`, modules), new URL(`LICENSE-${name}`, target));
}
