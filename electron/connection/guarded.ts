import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import type { AssetSummary } from '../../shared/domain/asset.ts';
import type { SparklioDb } from '../database/tables.ts';
import type { Library } from '../library/library.ts';
import { createOriginalThumbnails } from '../library/original-thumbnails.ts';
import type { Versions } from '../library/versions/versions.ts';
import type { AssetUrls } from '../storage/asset-urls.ts';
import type { LocateObject } from '../storage/locate.ts';
import { type Access, type Gate, guardCalls } from './health/gate.ts';

interface Similar {
  search(input: CallParsed<'similar.search'>): Promise<CallOutput<'similar.search'>>;
  rebuildIndex(which: 'own' | 'shared'): Promise<CallOutput<'similar.rebuildIndex'>>;
}

interface Jobs {
  retryFailures(): Promise<number>;
  renderAgain(ids: CallParsed<'assets.retryRenditions'>['ids']): Promise<void>;
}

interface Calls<S extends Similar, J extends Jobs> {
  readonly library: Library;
  readonly purge: (ids: CallParsed<'assets.purge'>['ids']) => Promise<number>;
  readonly copies: object;
  readonly versions: Versions;
  readonly similar: S;
  readonly usage: object;
  readonly jobs: J;
}

interface GuardOptions {
  readonly gate: Gate;
  readonly access: Access;
  readonly ports: {
    readonly db: SparklioDb;
    readonly urls: AssetUrls;
    readonly assetsBucket: string;
    readonly locate: LocateObject;
  };
}

/** What changes the library; everything else only looks. */
const changing = [
  'createBrand',
  'updateBrand',
  'createProject',
  'updateProject',
  'tag',
  'rate',
  'label',
  'annotate',
  'rename',
  'move',
  'trash',
  'restore',
  'undo',
  'markPending',
] as const satisfies readonly (keyof Library)[];

/** The calls of a library on servers: refused where the person may only look, and never waiting for what is away. */
export function guardLibrary<S extends Similar, J extends Jobs, C extends Calls<S, J>>(
  calls: C,
  { gate, access, ports }: GuardOptions,
): C {
  const shown = access === 'read' ? showOriginals(calls, ports) : calls;
  return {
    ...shown,
    library: guardCalls(shown.library, gate, changing),
    purge: (ids) => gate.change(() => shown.purge(ids)),
    copies: guardCalls(shown.copies, gate),
    versions: guardCalls(shown.versions, gate, ['restore', 'remove', 'annotate']),
    similar: guardCalls(shown.similar, gate, ['rebuildIndex']),
    usage: guardCalls(shown.usage, gate),
    jobs: guardCalls(shown.jobs, gate, ['retryFailures', 'renderAgain']),
  };
}

/** Nobody may make the missing thumbnails, so small originals stand in for them. */
function showOriginals<S extends Similar, J extends Jobs, C extends Calls<S, J>>(
  calls: C,
  ports: GuardOptions['ports'],
): C {
  const fill: <T extends AssetSummary>(assets: readonly T[]) => Promise<T[]> =
    createOriginalThumbnails(ports);
  const { library, similar } = calls;
  return {
    ...calls,
    library: {
      ...library,
      async page(input) {
        const reply = await library.page(input);
        return { ...reply, assets: await fill(reply.assets) };
      },
      async summaries(input) {
        const reply = await library.summaries(input);
        return { ...reply, assets: await fill(reply.assets) };
      },
    },
    similar: {
      ...similar,
      async search(input: CallParsed<'similar.search'>) {
        const reply = await similar.search(input);
        const assets = await fill(reply.results.map(({ asset }) => asset));
        const results = reply.results.map((result, index) => ({
          ...result,
          asset: assets[index] ?? result.asset,
        }));
        return { ...reply, results };
      },
    },
  };
}
