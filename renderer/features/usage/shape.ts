import type { UsageSummary } from '@shared/contract/usage.ts';

/** Where storage has to grow: an external disk, then a cloud. Decimal bytes, as disks are sold. */
const thresholds = [200e9, 500e9] as const;

const day = 86_400_000;

/** One point of the growth line: everything stored at the end of `day` (ms of its start in UTC). */
export interface GrowthPoint {
  time: number;
  bytes: number;
  assets: number;
  /** Added since the point before. */
  addedBytes: number;
}

/**
 * The running total of what is stored, from the day before the first asset to today, thinned to about `most`
 * points. Days on which nothing was added are left out: the line is straight between them.
 */
export function growth(byDay: UsageSummary['byDay'], today: string, most = 240): GrowthPoint[] {
  if (byDay.length === 0) return [];
  const points: GrowthPoint[] = [];
  let bytes = 0;
  let assets = 0;
  let added = 0;
  const stride = Math.max(1, Math.ceil(byDay.length / most));
  byDay.forEach((entry, index) => {
    const time = Date.parse(`${entry.day}T00:00:00Z`);
    if (index === 0) points.push({ time: time - day, bytes: 0, assets: 0, addedBytes: 0 });
    bytes += entry.bytes;
    assets += entry.assets;
    added += entry.bytes;
    if (index % stride === stride - 1 || index === byDay.length - 1) {
      points.push({ time, bytes, assets, addedBytes: added });
      added = 0;
    }
  });
  const end = Date.parse(`${today}T00:00:00Z`);
  const last = points.at(-1);
  if (last !== undefined && last.time < end) points.push({ ...last, time: end, addedBytes: 0 });
  return points;
}

/** The thresholds that are worth a line: those passed, and the next one once two fifths of the way to it are gone. */
export function visibleThresholds(bytes: number): number[] {
  return thresholds.filter((limit) => bytes >= limit * 0.4);
}

export interface Share {
  key: string;
  name: string;
  color: string;
  bytes: number;
  assets: number;
  /** Part of the whole, 0 to 1. */
  share: number;
}

/** Brands by size; those past `most` are joined into one entry with the key `others`. Empty ones are left out. */
export function brandShares(byBrand: UsageSummary['byBrand'], most: number, othersColor: string): Share[] {
  const total = byBrand.reduce((sum, brand) => sum + brand.bytes, 0);
  if (total === 0) return [];
  const sorted = byBrand.filter((brand) => brand.bytes > 0).sort((a, b) => b.bytes - a.bytes);
  const shown = sorted.length <= most ? sorted : sorted.slice(0, most - 1);
  const rest = sorted.slice(shown.length);
  const shares = shown.map((brand) => ({
    key: brand.brandId as string,
    name: brand.name,
    color: brand.color,
    bytes: brand.bytes,
    assets: brand.assets,
    share: brand.bytes / total,
  }));
  if (rest.length === 0) return shares;
  const bytes = rest.reduce((sum, brand) => sum + brand.bytes, 0);
  return [
    ...shares,
    {
      key: 'others',
      name: '',
      color: othersColor,
      bytes,
      assets: rest.reduce((sum, brand) => sum + brand.assets, 0),
      share: bytes / total,
    },
  ];
}

export interface ProjectTile {
  key: string;
  /** Null: assets of the brand in no project. */
  name: string | null;
  brandName: string;
  /** Null where the tile joins the smallest projects of the brand. */
  target: {
    brandId: UsageSummary['byProject'][number]['brandId'];
    projectId: UsageSummary['byProject'][number]['projectId'];
  } | null;
  /** How many projects are joined in this tile. */
  joined: number;
  color: string;
  bytes: number;
  assets: number;
}

interface BrandTiles {
  key: string;
  name: string;
  color: string;
  bytes: number;
  tiles: ProjectTile[];
}

/** Projects under their brands, largest first; those below `least` of the whole are joined within their brand. */
export function projectTiles(
  { byBrand, byProject }: Pick<UsageSummary, 'byBrand' | 'byProject'>,
  least = 0.006,
): BrandTiles[] {
  const total = byProject.reduce((sum, project) => sum + project.bytes, 0);
  const groups: BrandTiles[] = [];
  for (const brand of byBrand) {
    const projects = byProject
      .filter((project) => project.brandId === brand.brandId && project.bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    if (projects.length === 0) continue;
    const tile = (
      over: Pick<ProjectTile, 'key' | 'name' | 'target' | 'joined' | 'bytes' | 'assets'>,
    ): ProjectTile => ({
      brandName: brand.name,
      color: brand.color,
      ...over,
    });
    const large = projects.filter((project, index) => index === 0 || project.bytes / total >= least);
    const small = projects.slice(large.length);
    const tiles = large.map((project) =>
      tile({
        key: `${brand.brandId}/${project.projectId ?? 'unassigned'}`,
        name: project.name,
        target: { brandId: brand.brandId, projectId: project.projectId },
        joined: 1,
        bytes: project.bytes,
        assets: project.assets,
      }),
    );
    if (small.length > 0) {
      tiles.push(
        tile({
          key: `${brand.brandId}/others`,
          name: null,
          target: null,
          joined: small.length,
          bytes: small.reduce((sum, project) => sum + project.bytes, 0),
          assets: small.reduce((sum, project) => sum + project.assets, 0),
        }),
      );
    }
    groups.push({
      key: brand.brandId,
      name: brand.name,
      color: brand.color,
      bytes: projects.reduce((sum, project) => sum + project.bytes, 0),
      tiles,
    });
  }
  return groups.sort((a, b) => b.bytes - a.bytes);
}

/** Round ticks of a byte axis from zero to `max`, in decimal units: 1, 2, 2.5 or 5 of a power of ten. */
export function byteTicks(max: number, about = 4): number[] {
  if (max <= 0) return [0];
  const raw = max / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw) ?? raw;
  const ticks: number[] = [];
  for (let tick = 0; tick < max + step; tick += step) ticks.push(tick);
  return ticks;
}

/** Days to name on the time axis, at most `most`, evenly from the first on; ms of their starts. */
export function dayTicks(from: number, to: number, most: number): number[] {
  const days = Math.max(0, Math.round((to - from) / day));
  const step = Math.max(1, Math.ceil(days / Math.max(1, most - 1)));
  return Array.from({ length: Math.floor(days / step) + 1 }, (_, index) => from + index * step * day);
}

/** A figure and its unit apart, to set them in different sizes: `312 GB` → `312`, `GB`. */
export function splitUnit(written: string): [figure: string, unit: string] {
  const space = written.lastIndexOf(' ');
  return space < 0 ? [written, ''] : [written.slice(0, space), written.slice(space + 1)];
}
