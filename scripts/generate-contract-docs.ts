import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contractMarkdown } from './contract-docs/markdown.ts';

// `npm run docs`: writes docs/contract.md from the schemas of the contract.
await writeFile(join(import.meta.dirname, '..', 'docs', 'contract.md'), contractMarkdown());
