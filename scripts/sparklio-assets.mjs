#!/usr/bin/env -S node --
// The two dashes: Node.js has an option --env-file too, and would look for it among ours.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeVersionProblem } from './bootstrap/node-version.mjs';

// The terminal's side of the app, run from its sources by plain Node.js: nothing is to be built first.
const root = join(import.meta.dirname, '..');
const problem = nodeVersionProblem(process.versions.node);
if (problem !== null) {
  console.error(problem);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register({ tsconfig: join(root, 'tsconfig.json') });
await import(pathToFileURL(join(root, 'electron', 'cli', 'start.ts')).href);
