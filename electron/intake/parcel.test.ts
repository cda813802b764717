import { describe, expect, it } from 'vitest';
import { brandIdSchema, projectIdSchema } from '../../shared/domain/ids.ts';
import { intakeIdOf, parseParcel, plainExtension } from './parcel.ts';
import { findPlace } from './place.ts';

const id = '3f2c9a74c5d14c1d8f0c2f5a9a1b7e60';
const written = {
  version: 1,
  id,
  file: `${id}.png`,
  name: 'hero.png',
  source: 'comfyui',
  created_at: '2026-03-17T09:00:00.000Z',
};
const parse = (change: object) => parseParcel(JSON.stringify({ ...written, ...change }), id);

describe('the description of a handed-in file', () => {
  it('needs little, and leaves room for what later versions write', () => {
    expect(parse({ later: true })).toEqual({
      ...written,
      key: null,
      brand: null,
      project: null,
      tags: [],
      source_metadata: {},
      duplicates: 'skip',
      library: null,
    });
  });

  it('names no file but its own', () => {
    const other = '00000000c5d14c1d8f0c2f5a9a1b7e60';
    for (const file of [
      '../../etc/passwd',
      '/etc/passwd',
      `${other}.png`,
      `${id}.png/..`,
      `${id}..png`,
      '',
    ]) {
      expect(parse({ file })).toBeNull();
    }
    expect(parse({ id: other })).toBeNull();
  });

  it('is nothing when it is broken', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"version":2}',
      deep,
      `{"version":1,"source_metadata":{"a":${deep}}}`,
    ]) {
      expect(parseParcel(text, id)).toBeNull();
    }
  });

  it('goes by its key where it has one, so that both ways in mean the same file', () => {
    expect(intakeIdOf({ id, key: null })).toBe(intakeIdOf({ id: 'another-parcel', key: id }));
  });
});

it('an extension is plain and never one that the folder itself uses', () => {
  const names = ['a.PNG', 'a.tar.gz', 'a', 'a.', 'a.json', 'a.part', 'a.p/g', 'a.한글'];
  expect(names.map(plainExtension)).toEqual(['.png', '.gz', '', '', '', '', '', '']);
});

describe('a place', () => {
  const project = { id: '0a000000-0000-4000-8000-000000000001', name: '봄 캠페인', slug: 'spring' };
  const acme = {
    id: '0b000000-0000-4000-8000-000000000001',
    name: 'Acme',
    slug: 'acme',
    projects: [project],
  };
  const zoo = { id: '0b000000-0000-4000-8000-000000000002', name: 'Zoo', slug: 'zoo', projects: [] };
  const imposter = { id: '0b000000-0000-4000-8000-000000000003', name: zoo.id, slug: 'x', projects: [] };
  const brands = [acme, imposter, zoo].map((brand) => ({
    ...brand,
    id: brandIdSchema.parse(brand.id),
    projects: brand.projects.map((one) => ({ ...one, id: projectIdSchema.parse(one.id) })),
  }));

  it('is found by id, slug or name, however it is written', () => {
    for (const brand of ['acme', ' ACME ', acme.id.toUpperCase()]) {
      for (const wanted of ['spring', '봄 캠페인', '봄 캠페인'.normalize('NFD'), project.id]) {
        expect(findPlace(brands, { brand, project: wanted })).toEqual({
          kind: 'found',
          brandId: acme.id,
          projectId: project.id,
        });
      }
    }
    expect(findPlace(brands, {})).toEqual({ kind: 'found', brandId: acme.id, projectId: null });
  });

  it('is never that of a brand which is named like the id of another', () => {
    expect(findPlace(brands, { brand: zoo.id })).toMatchObject({ brandId: zoo.id });
  });

  it('that is not there is told', () => {
    expect(findPlace(brands, { brand: 'Acm' })).toEqual({ kind: 'brand_not_found', name: 'Acm' });
    expect(findPlace(brands, { brand: 'zoo', project: 'spring' })).toEqual({
      kind: 'project_not_found',
      name: 'spring',
    });
    expect(findPlace([], {})).toEqual({ kind: 'brand_not_found', name: '' });
  });
});
