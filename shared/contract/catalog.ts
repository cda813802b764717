import { z } from 'zod';
import {
  brandSchema,
  catalogSchema,
  entityNameSchema,
  projectSchema,
  tagCountSchema,
} from '../domain/catalog.ts';
import { brandIdSchema, projectIdSchema } from '../domain/ids.ts';
import { call } from './define.ts';

const nothing = z.strictObject({});

/** Brands, projects and the list of tags. */
export const catalog = {
  get: call({ summary: 'Brands, projects and counts: the sidebar.', input: nothing, output: catalogSchema }),
  createBrand: call({
    summary: 'Makes a brand.',
    input: z.strictObject({ name: entityNameSchema }),
    output: brandSchema,
    errors: ['name_taken'],
  }),
  updateBrand: call({
    summary: 'Renames a brand, changes its colour, archives it or takes it back from the archive.',
    input: z.strictObject({
      id: brandIdSchema,
      name: entityNameSchema.optional(),
      color: z
        .string()
        .regex(/^#[0-9a-f]{6}$/)
        .optional(),
      archived: z.boolean().optional(),
    }),
    output: nothing,
    errors: ['not_found', 'name_taken'],
  }),
  createProject: call({
    summary: 'Makes a project in a brand.',
    input: z.strictObject({ brandId: brandIdSchema, name: entityNameSchema }),
    output: projectSchema,
    errors: ['not_found', 'name_taken'],
  }),
  updateProject: call({
    summary: 'Renames a project, archives it or takes it back from the archive.',
    input: z.strictObject({
      id: projectIdSchema,
      name: entityNameSchema.optional(),
      archived: z.boolean().optional(),
    }),
    output: nothing,
    errors: ['not_found', 'name_taken'],
  }),
  tags: call({
    summary:
      'Tags with their counts, most used first; those that begin with or contain `prefix` for autocomplete.',
    input: z.strictObject({
      brandId: brandIdSchema.nullable(),
      prefix: z.string().max(100),
      limit: z.int().min(1).max(500),
    }),
    output: z.strictObject({ tags: z.array(tagCountSchema) }),
  }),
};
