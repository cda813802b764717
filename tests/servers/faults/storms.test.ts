import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkStorage } from '../../../electron/connection/checks/index.ts';
import type { MediaClient } from '../../../electron/media/client.ts';
import { noise, photo, writeFiles } from '../../support/drop-files.ts';
import { outcomes } from '../../support/ingest-suite.ts';
import { startMedia } from '../../support/open-library.ts';
import { fairS3, type S3Fault, type S3FaultProxy, startS3FaultProxy } from '../../support/s3-fault-proxy.ts';
import { type Desk, emptyPlace, openDesk, type Place, until } from '../library/desk.ts';
import { byLines } from '../target-of.ts';

const hour = 3600;

describe('an object store that misbehaves while files come in', () => {
  let place: Place;
  let media: MediaClient;
  let storage: S3FaultProxy;
  let desk: Desk;
  let round = 0;
  /** What became of the latest drop. */
  let latest = (): Record<string, string> => ({});

  const target = () => byLines(place.target(), { storage });

  beforeAll(async () => {
    place = await emptyPlace();
    media = startMedia();
    storage = await startS3FaultProxy(place.s3);
    desk = await openDesk({ target: target(), media, folder: place.folder });
  });
  afterEach(async () => {
    vi.useRealTimers();
    storage.clockOffset = 0;
    storage.set(fairS3);
    desk.library.health.wake();
    await until(() => !desk.library.health.isOffline);
  });
  afterAll(async () => {
    await desk.close();
    media.dispose();
    await storage.close();
    await place.close();
  });

  /** Drops a picture and a file of several parts; what became of them in the end. */
  async function drop(): Promise<Record<string, string>> {
    round += 1;
    const dropped = await writeFiles(join(place.folder, `storm ${round}`), {
      'picture.jpg': Buffer.concat([await photo(round), Buffer.from(`${round}`)]),
      'parts.bin': noise(24_000_000, round),
    });
    const { id: brandId } = await desk.library.library.createBrand({ name: `Storm ${round}` });
    const { batchId } = await desk.library.ingest.addPaths({
      paths: [dropped],
      target: { brandId, projectId: null, foldersAsProjects: false, tags: [] },
    });
    latest = () => outcomes(desk.library.board.files({ batchId, states: null, offset: 0, limit: 9 }).files);
    await until(() => !desk.library.board.isBusy());
    return latest();
  }
  const all = { 'picture.jpg': 'published', 'parts.bin': 'published' };

  const faults: [string, S3Fault][] = [
    ['503 with the seconds to wait', { kind: 'refused', status: 503, retryAfter: 1 }],
    ['503 alone', { kind: 'refused', status: 503 }],
    ['429 with the seconds to wait', { kind: 'refused', status: 429, retryAfter: 1 }],
    ['429 alone', { kind: 'refused', status: 429 }],
    ['a page of HTML', { kind: 'html' }],
    ['a part cut in its middle', { kind: 'cutRequest', afterBytes: 100_000 }],
    ['an answer that is lost', { kind: 'loseAnswer' }],
    ['an answer that is cut', { kind: 'cutAnswer' }],
    ['another ETag', { kind: 'wrongEtag' }],
    ['a byte that changed on the way', { kind: 'flipByte' }],
    ['a slow line', { kind: 'slow', pauseMs: 20 }],
  ];

  it.each(faults)('takes everything in by itself in spite of %s', async (_what, fault) => {
    let met = 0;
    storage.set(({ method }) => {
      met += method === 'PUT' ? 1 : 0;
      return method === 'PUT' && met <= 2 ? fault : null;
    });
    expect(await drop()).toEqual(all);
  });

  // Where the steps of one file fail more often than it is tried by itself.
  const worst =
    process.env.SPARKLIO_LONG === '1'
      ? faults
      : faults.filter(([, { kind }]) => kind === 'html' || kind === 'loseAnswer');
  it.each(worst)('needs one press at most where every step of an upload meets %s', async (_what, fault) => {
    const met = new Set<string>();
    storage.set(({ method = '', url = '' }) => {
      const step = `${method} ${/uploads|uploadId|partNumber/.exec(url)?.[0] ?? ''}`;
      // What is looked at between tells an outage from a bad moment.
      if (method === 'HEAD' || met.has(step)) return null;
      met.add(step);
      return fault;
    });
    await drop();
    for (const { id: batchId, failed } of desk.library.board.batches()) {
      if (failed > 0) desk.library.ingest.retry({ batchId, uploadId: null });
    }
    await until(() => !desk.library.board.isBusy());
    expect(latest()).toEqual(all);
  });

  it('waits for the end of a storm that everything is refused in, without giving anything up', async () => {
    storage.set(() => ({ kind: 'refused', status: 503 }));
    const done = drop();
    await until(() => desk.library.health.isOffline);
    const node = desk.health.at(-1)?.nodes.find(({ part }) => part === 'storage');
    expect(node).toMatchObject({ state: 'down', lastError: { cause: 'overloaded' } });
    storage.set(fairS3);
    desk.library.health.wake();
    expect(await done).toEqual(all);
  });

  it.each([-hour, hour])('follows a clock that moves by %i s while the library is open', async (seconds) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
    expect(await drop()).toEqual(all);
    vi.useRealTimers();
    expect(await drop()).toEqual(all);
  });

  it('says by how much a clock is off', async () => {
    storage.clockOffset = hour;
    const check = await checkStorage(target());
    expect(check.warnings).toContain('clock_skew');
  });
});
