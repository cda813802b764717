// A drop of 5,000 pictures into a new library: how soon the first is seen, whether the window stays smooth, and whether the
// tray tells the truth at every moment.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import PQueue from 'p-queue';
import sharp from 'sharp';
import { contract } from '../../shared/contract/index.ts';
import { dropHeldFiles, holdFiles, invoke, openApp } from './support/app.ts';
import { keptFolder, withFolder } from './support/folders.ts';
import { printRow } from './support/table.ts';

// Fewer for a quick look; 5,000 for the record.
const FILES = Number(process.env.SPARKLIO_BENCH_FILES ?? 5000);
const FIRST_MS = 2000;
const BLOCKED_MS = 50;
const SAMPLE_MS = 500;

const nameOf = (index: number): string => `picture ${String(index).padStart(4, '0')}.jpg`;

async function draw(index: number, path: string): Promise<void> {
  const background = { r: index % 256, g: (index * 7) % 256, b: Math.floor(index / 20) % 256 };
  // A number of its own in the pixels, so that no two files have the same bytes.
  const mark = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect x="${index % 300}" y="${Math.floor(index / 300) * 12}" width="20" height="12" fill="#fff"/></svg>`,
  );
  await sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .composite([{ input: mark }])
    .jpeg({ quality: 95 })
    .toFile(path);
}

/** Small pictures that all differ. */
async function pictures(): Promise<string[]> {
  const indexes = Array.from({ length: FILES }, (_, index) => index);
  const folder = await keptFolder(`drop-${FILES}`, async (unfinished) => {
    const queue = new PQueue({ concurrency: 2 });
    for (const index of indexes) void queue.add(() => draw(index, join(unfinished, nameOf(index))));
    await queue.onIdle();
  });
  return indexes.map((index) => join(folder, nameOf(index)));
}

/** Watches the page's frames from now on. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = {
      blocked: [] as number[],
      began: 0,
      // Drawn from a file on this computer, and from what is stored of an asset.
      file: null as number | null,
      asset: null as number | null,
    };
    Object.assign(window, { benchDrop: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.blocked.push(entry.duration);
    }).observe({ type: 'longtask', buffered: false });
    const look = (): void => {
      const isDrawn = (scheme: string): boolean =>
        [...document.querySelectorAll<HTMLImageElement>(`main img[src^="${scheme}:"]`)].some(
          (image) => image.complete && image.naturalWidth > 0,
        );
      if (seen.began > 0) {
        if (seen.file === null && isDrawn('blob')) seen.file = performance.now() - seen.began;
        if (seen.asset === null && isDrawn('http')) seen.asset = performance.now() - seen.began;
      }
      if (seen.file === null || seen.asset === null) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

interface Seen {
  readonly blocked: number[];
  /** Ms after the drop. */
  readonly file: number | null;
  readonly asset: number | null;
}

/** What the tray says lies between what the library had just before and just after. */
async function isExact(page: Page): Promise<boolean> {
  const query = {
    scope: { kind: 'all' },
    text: '',
    filters: {},
    sort: { by: 'created', direction: 'desc' },
  };
  const told = async () => (await invoke(page, 'ingest.batches', contract.ingest.batches)).batches[0];
  const before = await told();
  const { total } = await invoke(page, 'assets.outline', contract.assets.outline, { query, pageSize: 200 });
  const after = await told();
  if (before === undefined || after === undefined) return true;
  const settled = after.published + after.duplicates + after.failed + after.cancelled;
  // What a transaction has just made visible is told with the next step of the board, at most a group of files later.
  return before.published <= total && total <= after.published + 50 && settled <= after.total;
}

const paths = await pictures();
await withFolder(async (profile) => {
  const app = await openApp(profile);
  const { page } = app;
  try {
    await invoke(page, 'library.createLocal', contract.library.createLocal, {
      sample: false,
      firstBrand: 'Bench',
    });
    await holdFiles(page, paths);
    await delay(2000);
    await watchFrames(page);
    await page.evaluate(() => {
      const seen: { began: number } = Reflect.get(window, 'benchDrop');
      seen.began = performance.now();
    });
    const started = performance.now();
    await dropHeldFiles(page);
    let samples = 0;
    let wrong = 0;
    for (;;) {
      if (!(await isExact(page))) wrong += 1;
      samples += 1;
      const { batches } = await invoke(page, 'ingest.batches', contract.ingest.batches);
      if (batches[0]?.phase === 'done') break;
      await delay(SAMPLE_MS);
    }
    const seconds = (performance.now() - started) / 1000;
    const { drops } = await invoke(page, 'ingest.history', contract.ingest.history);
    const [drop] = drops;
    const isWhole = drop?.published === FILES && drop.present === FILES;
    const seen: Seen = await page.evaluate(() => Reflect.get(window, 'benchDrop'));
    const worst = Math.max(0, ...seen.blocked);
    const what = `Drop of ${FILES} pictures`;
    const inSeconds = (ms: number | null): string => (ms === null ? 'never' : `${(ms / 1000).toFixed(1)} s`);
    const first = Math.min(...[seen.file, seen.asset].filter((ms) => ms !== null));
    printRow({
      what: `${what}: first thumbnail`,
      measured: `${inSeconds(Number.isFinite(first) ? first : null)} (of a file ${inSeconds(seen.file)}, of an asset ${inSeconds(seen.asset)})`,
      against: `≤ ${FIRST_MS / 1000} s`,
      met: first <= FIRST_MS,
    });
    printRow({
      what: `${what}: window blocked`,
      measured: `${Math.round(worst)} ms at most, ${seen.blocked.length} times over ${BLOCKED_MS} ms`,
      against: `never over ${BLOCKED_MS} ms`,
      met: worst <= BLOCKED_MS,
    });
    printRow({
      what: `${what}: tray against the database`,
      measured: `${wrong} of ${samples} samples differ; ${isWhole ? 'all in' : 'not all in'} after ${seconds.toFixed(0)} s`,
      against: '0, all in',
      met: wrong === 0 && isWhole,
    });
  } finally {
    await app.quit();
  }
});
