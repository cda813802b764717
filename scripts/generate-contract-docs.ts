import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contractMarkdown } from './contract-docs/markdown.ts';
import { openApiText } from './intake-docs/openapi.ts';

// `npm run docs`: writes what docs/ says of the contract and of the intake API from their schemas.
const docs = join(import.meta.dirname, '..', 'docs');
await writeFile(join(docs, 'contract.md'), contractMarkdown());
await writeFile(join(docs, 'intake-api.openapi.json'), openApiText());
