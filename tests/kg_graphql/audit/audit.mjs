// The URL of a server enters; one JSON object leaves on stdout: how many audits there are, and those that it fails.
import { serverAudits } from 'graphql-http';

const results = [];
for (const audit of serverAudits({ url: process.argv[2] })) results.push(await audit.fn());
const failed = results.filter(({ status }) => status !== 'ok').map(({ id, name, reason }) => ({ id, name, reason }));
console.log(JSON.stringify({ audits: results.length, failed }));
