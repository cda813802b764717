import { type FoundPlace, findPlace, type WantedPlace } from './place.ts';
import type { IntakeLibrary } from './taker.ts';

/** The place of a file in an open library. The first brand is made where there is none yet and none is named. */
export async function resolvePlace(
  { records, firstBrand }: Pick<IntakeLibrary, 'records' | 'firstBrand'>,
  wanted: WantedPlace,
): Promise<FoundPlace> {
  const place = findPlace(await records.brands(), wanted);
  if (place.kind !== 'brand_not_found' || wanted.brand !== undefined || wanted.project !== undefined)
    return place;
  return { kind: 'found', brandId: await firstBrand(), projectId: null };
}
