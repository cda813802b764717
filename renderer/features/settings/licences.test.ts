import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import licences from './licences.json';

const root = resolve(import.meta.dirname, '../../..');
const readJson = (path: string): unknown => JSON.parse(readFileSync(resolve(root, path), 'utf8'));
const packageSchema = z.looseObject({
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

describe('the list of open source', () => {
  it('names every package that is shipped', () => {
    const { dependencies = {} } = packageSchema.parse(readJson('package.json'));
    expect(licences.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(dependencies)));
  });

  it.each(licences)('gives the licence of $name as the package states it', ({ name, licence }) => {
    expect(packageSchema.parse(readJson(`node_modules/${name}/package.json`)).license).toBe(licence);
  });
});
