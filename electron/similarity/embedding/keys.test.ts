import { expect, it } from 'vitest';
import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import { createKeys } from './keys.ts';

const at = (url: string): EmbeddingChoice => ({ kind: 'endpoint', adapter: 'infinity', url, model: '' });

it('a key goes to the address that it was typed for, and to no other', async () => {
  const keys = createKeys({ choice: at('http://gpu:7997/v1'), key: 'one' });
  expect(keys.get('http://gpu:7997/embeddings')).toBe('one');
  for (const other of ['http://gpu:7998', 'https://gpu:7997', 'http://gpu.evil.example:7997']) {
    expect(keys.get(other)).toBeNull();
  }
  await keys.keep(at('http://other:7997'), 'two');
  expect(keys.get('http://other:7997')).toBe('two');
  expect(keys.get('http://gpu:7997')).toBe('one');
});

it('a key that is left out is forgotten, and what was chosen is stored', async () => {
  const stored: unknown[] = [];
  const keys = createKeys({
    choice: at('http://gpu:7997'),
    key: 'one',
    store: async (choice, key) => void stored.push([choice, key]),
  });
  await keys.keep(at('http://gpu:7997'), null);
  expect(keys.get('http://gpu:7997')).toBeNull();
  expect(stored).toEqual([[at('http://gpu:7997'), null]]);
});
