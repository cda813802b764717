import { describe, expect, it } from 'vitest';
import { cutTo, fillRow, neutralValue } from './filling.ts';
import type { SharedColumn, SharedTable } from './shape.ts';

const context = { userId: '11111111-1111-1111-1111-111111111111', now: new Date('2026-03-01T00:00:00Z') };
const uuid = /^[0-9a-f-]{36}$/;

function column(changes: Partial<SharedColumn>): SharedColumn {
  return {
    table: 'brands',
    kind: 'r',
    name: 'some',
    type: 'text',
    category: 'S',
    base: 'text',
    not_null: true,
    has_default: false,
    max_length: null,
    labels: null,
    refers_to: null,
    is_unique: false,
    ...changes,
  };
}

const table = (...columns: SharedColumn[]): SharedTable => ({
  present: true,
  isTable: true,
  columns: new Map(columns.map((one) => [one.name, one])),
});

describe('a required column of another program', () => {
  it.each<[string, Partial<SharedColumn>, unknown]>([
    ['text', {}, ''],
    ['a hash of a password', { name: 'hashed_password' }, '!'],
    ['a status', { name: 'status' }, 'active'],
    ['a number', { base: 'int4', category: 'N' }, 0],
    ['a flag', { base: 'bool', category: 'B' }, false],
    ['a flag of being active', { name: 'is_active', base: 'bool', category: 'B' }, true],
    ['JSON', { base: 'jsonb', category: 'U' }, '{}'],
    ['a list', { base: '_text', category: 'A' }, '{}'],
    ['a moment', { base: 'timestamptz', category: 'D' }, context.now],
    ['a time of day', { base: 'time', category: 'D' }, '00:00'],
    ['a span of time', { base: 'interval', category: 'T' }, '0'],
    ['bytes', { base: 'bytea', category: 'U' }, Buffer.alloc(0)],
    ['an enum', { base: 'mood', category: 'E', labels: ['calm', 'loud'] }, 'calm'],
    ['a role', { name: 'role', base: 'roles', category: 'E', labels: ['admin', 'user'] }, 'user'],
    ['its owner', { name: 'owner_id', base: 'uuid', category: 'U', refers_to: 'users' }, context.userId],
    ['its owner without a reference', { name: 'owner_id', base: 'uuid', category: 'U' }, context.userId],
    ['an id', { base: 'uuid', category: 'U' }, expect.stringMatching(uuid)],
    ['text that is unique', { is_unique: true }, expect.stringMatching(uuid)],
  ])('that holds %s is filled', (_, changes, expected) => {
    expect(neutralValue(column(changes), context)).toEqual(expected);
  });

  it.each<[string, Partial<SharedColumn>]>([
    [
      'refers to a table that the app does not know',
      { refers_to: 'departments', base: 'int4', category: 'N' },
    ],
    ['is a number and unique', { base: 'int4', category: 'N', is_unique: true }],
    ['has a type without a neutral value', { base: 'inet', category: 'I' }],
  ])('that %s can not be filled', (_, changes) => {
    expect(neutralValue(column(changes), context)).toBeUndefined();
  });
});

describe('a row', () => {
  it('has what is known and there, and what is required besides; not what has a default', () => {
    const brands = table(
      column({ name: 'name', max_length: 5 }),
      column({ name: 'owner_id', base: 'uuid', category: 'U', refers_to: 'users' }),
      column({ name: 'plan', has_default: true }),
      column({ name: 'website', not_null: false }),
    );
    expect(fillRow(brands, { name: '가나다라마바', settings: '{}' }, context)).toEqual({
      name: '가나다라마',
      owner_id: context.userId,
    });
  });

  it('keeps to the labels of an enum', () => {
    const source = { name: 'source', base: 'sources', category: 'E', labels: ['comfyui', 'api'] };
    const row = (changes: Partial<SharedColumn>) =>
      fillRow(table(column({ ...source, ...changes })), { source: 'uploader' }, context);
    expect(row({ not_null: false })).toEqual({ source: null });
    expect(row({ not_null: true })).toEqual({ source: 'comfyui' });
    expect(row({ labels: ['uploader'] })).toEqual({ source: 'uploader' });
  });
});

it('a name that is too long is cut between characters and keeps its extension', () => {
  expect(cutTo({ max_length: 8 }, '👟👟👟👟👟👟👟.png')).toBe('👟👟👟👟.png');
  expect(cutTo({ max_length: 3 }, 'abcdef.jpeg')).toBe('abc');
  expect(cutTo({ max_length: null }, 'a'.repeat(999))).toHaveLength(999);
});
