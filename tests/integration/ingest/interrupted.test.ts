import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ObjectStore, UploadedPart } from '../../../electron/storage/port.ts';
import { inconsistencies, listMultiparts, listObjects } from '../../support/consistency.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';
import { type SpawnedServices, spawnServices } from '../../support/local-services.ts';

let services: SpawnedServices | undefined;
/** Called with each part that is about to be sent. */
let onPart: (part: number) => void = () => undefined;
let found: readonly UploadedPart[] | null = null;

/** The real store, overheard. */
function overheard(store: ObjectStore): ObjectStore {
  return {
    ...store,
    presignPut: (ref, seconds, part, headers) => {
      if (part !== undefined) onPart(part.part);
      return store.presignPut(ref, seconds, part, headers);
    },
    listParts: async (ref, uploadId) => {
      found = await store.listParts(ref, uploadId);
      return found;
    },
  };
}

const suite = ingestSuite({
  wrapStore: overheard,
  spawn: () => {
    services = spawnServices();
    return services;
  },
});
afterEach(() => {
  onPart = () => undefined;
});

/** Resolves when the fifth part sets out: one of the first four has arrived then. */
function someParts(): Promise<void> {
  return new Promise((resolve) => {
    onPart = (part) => {
      if (part === 5) resolve();
    };
  });
}

async function dropLarge(name: string, seed: number) {
  const { library } = suite;
  const dropped = await writeFiles(join(suite.folder, name), {
    'large.bin': noise(60_000_000, seed),
    'small.jpg': await photo(seed),
  });
  const midway = someParts();
  const target = await library.newTarget();
  const { batchId } = await library.ingest.addPaths({ paths: [dropped], target });
  await midway;
  const large = suite.files(batchId).find((file) => file.name === 'large.bin');
  if (large === undefined) throw new Error('not in the batch');
  return { batchId, target, large };
}

describe('a large file that is cancelled half sent', () => {
  it('leaves no object, no parts and no journal entry, and can be taken up again', async () => {
    const { library } = suite;
    const { batchId, large } = await dropLarge('cancel one', 1);
    // An attempt before this one that the store began, and could not say so.
    const { bucket, object_key: key } = await library.db
      .selectFrom('sparklio.uploads')
      .select(['bucket', 'object_key'])
      .where('id', '=', large.id)
      .executeTakeFirstOrThrow();
    if (bucket === null || key === null) throw new Error('It is not sent to any key');
    await library.store.beginMultipart({ bucket, key }, 'application/octet-stream');
    await library.ingest.cancel({ batchId, uploadId: large.id });
    await library.idle();
    expect(outcomes(suite.files(batchId))).toEqual({ 'large.bin': 'cancelled', 'small.jpg': 'published' });
    expect(await listMultiparts(library.s3, library.store.buckets.assets)).toEqual([]);
    expect(await inconsistencies(library)).toEqual([]);

    library.ingest.retry({ batchId, uploadId: large.id });
    await library.idle();
    expect(outcomes(suite.files(batchId))).toMatchObject({ 'large.bin': 'published' });
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('stops with its whole batch, and what was published stays', async () => {
    const { library } = suite;
    const { batchId } = await dropLarge('cancel all', 2);
    await library.ingest.cancel({ batchId, uploadId: null });
    await library.idle();
    const shown = outcomes(suite.files(batchId));
    expect(shown['large.bin']).toBe('cancelled');
    expect(['published', 'cancelled']).toContain(shown['small.jpg']);
    expect(library.board.batches().find(({ id }) => id === batchId)?.phase).toBe('cancelled');
    expect(await inconsistencies(library)).toEqual([]);
  });

  it('does not go on with files that waited in a batch that was cancelled', async () => {
    const { library } = suite;
    const names = Array.from({ length: 300 }, (_, index) => `note ${index}.txt`);
    const dropped = await writeFiles(
      join(suite.folder, 'many'),
      Object.fromEntries(names.map((name) => [name, `the text of ${name}`])),
    );
    const { batchId } = await library.ingest.addPaths({
      paths: [dropped],
      target: await library.newTarget(),
    });
    while (!suite.files(batchId).some(({ state }) => state === 'published')) await delay(1);
    await library.ingest.cancel({ batchId, uploadId: null });
    await library.idle();
    const [batch] = library.board.batches().filter(({ id }) => id === batchId);
    expect(batch?.cancelled).toBeGreaterThan(0);
    expect((batch?.published ?? 0) + (batch?.cancelled ?? 0)).toBe(batch?.total);
    expect(await inconsistencies(library)).toEqual([]);
  });
});

describe('a large file whose transfer is cut off', () => {
  it.each(['killed', 'closed'])('sends only the missing parts after the library was %s', async (how) => {
    const { batchId, target } = await dropLarge(how, how.length * 31);
    if (how === 'killed') await services?.crash();
    await suite.library.close();

    const sent: number[] = [];
    onPart = (part) => sent.push(part);
    found = null;
    const library = await suite.open();
    await library.idle();
    const kept = (found ?? []).map(({ part }: UploadedPart) => part);
    expect(kept.length).toBeGreaterThan(0);
    expect([...kept, ...sent].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const rows = await library.db
      .selectFrom('public.generated_assets')
      .select('original_name')
      .where('brand_id', '=', target.brandId)
      .orderBy('original_name')
      .execute();
    expect(rows.map(({ original_name }) => original_name)).toEqual(['large.bin', 'small.jpg']);
    expect(library.board.batches().find(({ id }) => id === batchId)?.title).toBe(how);
    expect(await inconsistencies(library)).toEqual([]);
    expect((await listObjects(library.s3, library.store.buckets.temp)).size).toBe(0);
  });
});
