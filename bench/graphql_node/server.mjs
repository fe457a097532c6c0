// The SDL of a schema and the data of an answer enter, as files; a server leaves that answers with that data.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';

const schema = buildSchema(readFileSync(process.argv[2], 'utf8'));
const rootValue = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const server = createServer(createHandler({ schema, rootValue }));
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
