import { type BrandId, brandIdSchema, type ProjectId, projectIdSchema } from '../../shared/domain/ids.ts';
import { plainText } from '../../shared/domain/visible-text.ts';
import type { NamedBrand } from './records.ts';

/** Where a program wants its file: by id, slug or name, whichever it knows. */
export interface WantedPlace {
  readonly brand?: string | undefined;
  readonly project?: string | undefined;
}

export type FoundPlace =
  | { readonly kind: 'found'; readonly brandId: BrandId; readonly projectId: ProjectId | null }
  | { readonly kind: 'brand_not_found' | 'project_not_found'; readonly name: string };

const folded = (text: string): string => plainText(text).toLowerCase();

/** The id first, then the slug, then the name, so that nothing named like another's id can stand in for it. */
function find<T extends { readonly id: string; readonly name: string; readonly slug: string }>(
  all: readonly T[],
  wanted: string,
): T | null {
  const text = folded(wanted);
  const by = (value: (one: T) => string) => all.find((one) => folded(value(one)) === text);
  return by(({ id }) => id) ?? by(({ slug }) => slug) ?? by(({ name }) => name) ?? null;
}

/**
 * The place of a file. Without a brand it is the first one. A project that is not the brand's, or a brand that is
 * not there, is told and never made: a slip of the pen would become a brand.
 */
export function findPlace(brands: readonly NamedBrand[], { brand, project }: WantedPlace): FoundPlace {
  const found = brand === undefined ? (brands[0] ?? null) : find(brands, brand);
  if (found === null) return { kind: 'brand_not_found', name: brand ?? '' };
  const brandId = brandIdSchema.parse(found.id);
  if (project === undefined) return { kind: 'found', brandId, projectId: null };
  const own = find(found.projects, project);
  if (own === null) return { kind: 'project_not_found', name: project };
  return { kind: 'found', brandId, projectId: projectIdSchema.parse(own.id) };
}
