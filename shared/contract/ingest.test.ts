import { expect, it } from 'vitest';
import { contract } from './index.ts';

it('a drop may be as many files as a person can select in a folder', () => {
  const paths = Array.from({ length: 50_000 }, (_, index) => `/photos/${index}.jpg`);
  const target = { brandId: null, projectId: null, foldersAsProjects: false, tags: [] };
  expect(contract.ingest.addPaths.input.safeParse({ paths, target }).success).toBe(true);
});
