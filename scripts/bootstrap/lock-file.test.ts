import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

it('locks the optional packages of every platform, without which `npm ci` fails on a fresh clone', () => {
  const path = join(import.meta.dirname, '..', '..', 'package-lock.json');
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const locked = new Set(Object.keys(packages).map((key) => key.replace(/^.*node_modules\//, '')));
  const missing = Object.entries(packages).flatMap(([key, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !locked.has(name))
      .map((name) => `${key} → ${name}`),
  );
  expect(missing).toEqual([]);
});
