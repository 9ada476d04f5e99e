// One call of a handler in a process of its own: node work.mjs FILE EVENT, both paths; the answer as JSON on stdout.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [, , file, event] = process.argv;
const { handler } = await import(pathToFileURL(file).href);
const answer = await handler(JSON.parse(await readFile(event, 'utf8')), {
  functionName: 'bench',
  awsRequestId: 'bench',
  getRemainingTimeInMillis: () => 900_000,
});
process.stdout.write(JSON.stringify(answer));
