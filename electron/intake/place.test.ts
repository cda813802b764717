import { expect, it } from 'vitest';
import { brandIdSchema, projectIdSchema } from '../../shared/domain/ids.ts';
import { pathUploadSchema } from './api/schemas.ts';
import { findPlace } from './place.ts';

const brandId = brandIdSchema.parse('5c1c2f6e-8e1a-4a52-9d0c-4a3a4f2f1d11');
const projectId = projectIdSchema.parse('5c1c2f6e-8e1a-4a52-9d0c-4a3a4f2f1d22');
const brands = [
  {
    id: brandId,
    name: '봄 hero',
    slug: 'hero',
    projects: [{ id: projectId, name: 'Summer', slug: 'summer' }],
  },
];

it('a place is found by what is seen of a pasted name', () => {
  const { brand, project } = pathUploadSchema.parse({
    path: '/srv/a.png',
    brand: '\u202a봄 he\u200bro\u202c',
    project: '\ufeffSUMMER\u200e',
  });
  expect(findPlace(brands, { brand, project })).toEqual({ kind: 'found', brandId, projectId });
});
