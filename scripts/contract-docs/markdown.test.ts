import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { calls, events } from '../../shared/contract/index.ts';
import { contractMarkdown } from './markdown.ts';

const page = contractMarkdown();

it('the page in docs/ is the contract as it is (npm run docs)', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'contract.md'), 'utf8')).toBe(page);
});

it('every call and event is on the page', () => {
  for (const name of [...calls.keys(), ...events.keys()]) expect(page).toContain(`\`${name}\``);
});
