// The built files of GraphiQL and React enter, the same files leave into kg_graphql/static, with all licences in one file.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const here = new URL("./", import.meta.url);
const target = new URL("../kg_graphql/static/", import.meta.url);
const built = {
  "react.js": "node_modules/react/umd/react.production.min.js",
  "react-dom.js": "node_modules/react-dom/umd/react-dom.production.min.js",
  "graphiql.js": "node_modules/graphiql/graphiql.min.js",
  "graphiql.css": "node_modules/graphiql/graphiql.min.css",
};

const read = (path) => readFileSync(new URL(path, here), "utf8");
const write = (name, text) => writeFileSync(new URL(name, target), text);

// fonts are the browser's own: those in the style sheet are a quarter of a megabyte under licences of their own
const trim = (text) =>
  text.replace(/@font-face\s*\{[^}]*\}\s*/g, "").replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "\n");

function licences() {
  const { packages } = JSON.parse(read("package-lock.json"));
  const byText = new Map();
  for (const [path, { version, license, dev, peer }] of Object.entries(packages)) {
    if (path === "" || dev || peer) continue;
    const file = readdirSync(new URL(`${path}/`, here)).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? read(`${path}/${file}`).replace(/\r/g, "").trim() : `${license}, as its package.json says.`;
    const name = `${path.replace(/^.*node_modules\//, "")} ${version} (${license})`;
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
}

mkdirSync(target, { recursive: true });
for (const [name, path] of Object.entries(built)) write(name, trim(read(path)));
write("LICENSES.txt", licences());
