import { expect, it } from 'vitest';
import {
  type DatabaseAddress,
  type EmbeddingChoice,
  embeddingChoiceSchema,
  storedSecretsApply,
} from './servers.ts';

const database = { host: 'db', port: 5432, database: 'sparklio', user: 'mina', tls: 'verify' } as const;
const endpoint = (url: string): EmbeddingChoice => ({
  kind: 'endpoint',
  adapter: 'infinity',
  url,
  model: '',
});
const before = { database, embedding: endpoint('http://gpu:7997/v1') };

it('a stored password goes only to the server that it was typed for, and never less protected', () => {
  const applies = (change: Partial<DatabaseAddress>) =>
    storedSecretsApply(before, { ...before, database: { ...database, ...change } }).databasePassword;
  expect(applies({})).toBe(true);
  expect(applies({ database: 'other', user: 'jun' })).toBe(true);
  expect(applies({ host: 'elsewhere' })).toBe(false);
  expect(applies({ port: 5433 })).toBe(false);
  expect(applies({ tls: 'off' })).toBe(false);
});

it('a stored key of an endpoint goes only to that endpoint’s origin', () => {
  const applies = (embedding: EmbeddingChoice | null) =>
    storedSecretsApply(before, { ...before, embedding }).embeddingKey;
  expect(applies(endpoint('http://gpu:7997/v2'))).toBe(true);
  expect(applies(endpoint('http://other:7997/v1'))).toBe(false);
  expect(applies(endpoint('http://gpu:7998/v1'))).toBe(false);
  expect(applies({ kind: 'builtin' })).toBe(true);
  expect(applies(null)).toBe(true);
});

it('the address of an endpoint holds no password', () => {
  expect(embeddingChoiceSchema.safeParse(endpoint('http://gpu:7997/v1?at=a@b')).success).toBe(true);
  expect(embeddingChoiceSchema.safeParse(endpoint('http://me:pw@gpu:7997/v1')).success).toBe(false);
  expect(embeddingChoiceSchema.safeParse(endpoint('http://key@gpu:7997')).success).toBe(false);
});
