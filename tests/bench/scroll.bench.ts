// Frame times and memory while the grid of 100,000 assets is scrolled, beside a bare page scrolled the same way.
import { join } from 'node:path';
import { z } from 'zod';
import type { RunningApp } from '../e2e/support/running-app.ts';
import { openApp, waitForLibrary } from './support/app.ts';
import { mib, quantile } from './support/figures.ts';
import { withFolder } from './support/folders.ts';
import { describeFrames, type ScrollFrames, scrollThrough } from './support/frames.ts';
import { seededProfile } from './support/profile.ts';
import { printRow } from './support/table.ts';

// Fewer for a quick look; 100,000 for the record.
const ASSETS = Number(process.env.SPARKLIO_BENCH_ASSETS ?? 100_000);
const FRAME_AIM_MS = 50;
const MEMORY_AIM = 500 * 1024 ** 2;
const GRID = '[role=listbox][aria-multiselectable]';

const SIZE = { width: 1440, height: 900 };

/** The most resident bytes that the window's process had since sampling began. */
async function watchMemory(app: RunningApp): Promise<() => Promise<number>> {
  await app.inMain(({ app: electron }) => {
    const memory = { peak: 0 };
    Object.assign(globalThis, { benchMemory: memory });
    setInterval(() => {
      const tab = electron.getAppMetrics().find(({ type }) => type === 'Tab');
      memory.peak = Math.max(memory.peak, (tab?.memory.workingSetSize ?? 0) * 1024);
    }, 250);
  });
  return async () => {
    const memory: unknown = await app.inMain(() => JSON.stringify(Reflect.get(globalThis, 'benchMemory')));
    return z.object({ peak: z.number() }).parse(JSON.parse(String(memory))).peak;
  };
}

/** A page of the same length with nothing but colour in it: what this machine can do at all. */
async function scrollBarePage(): Promise<ScrollFrames> {
  return await withFolder(async (profile) => {
    const appDir = join(import.meta.dirname, 'empty-window');
    const app = await openApp(profile, appDir);
    try {
      await app.resize(SIZE);
      await app.page.evaluate(() => {
        const filling = document.createElement('div');
        filling.style.cssText =
          'height: 5000000px; background: repeating-linear-gradient(#fff 0 100px, #ddd 100px 200px)';
        const scroller = document.createElement('div');
        scroller.id = 'scroller';
        scroller.style.cssText = 'position: fixed; inset: 0; overflow-y: scroll';
        scroller.append(filling);
        document.body.append(scroller);
      });
      return await scrollThrough(app.page, '#scroller');
    } finally {
      await app.quit();
    }
  });
}

const profile = await seededProfile({
  assets: ASSETS,
  vectors: Math.min(20_000, ASSETS / 5),
  thumbnails: 2000,
});
const bare = await scrollBarePage();
await withFolder(async (folder) => {
  const app = await openApp(folder);
  try {
    await app.resize(SIZE);
    await waitForLibrary(app.page);
    await app.page.locator(`${GRID} img`).first().waitFor();
    await app.page.waitForTimeout(2000);
    const peak = await watchMemory(app);
    const ours = await scrollThrough(app.page, GRID);
    for (const kind of ['wheel', 'steady', 'jumps'] as const) {
      printRow({
        what: `Frames while scrolling ${ASSETS.toLocaleString('en')} assets: ${kind}`,
        measured: describeFrames(ours[kind]),
        against: `p95 ≤ ${FRAME_AIM_MS} ms; a bare page: ${describeFrames(bare[kind])}`,
        met: quantile(ours[kind], 0.95) <= FRAME_AIM_MS,
      });
    }
    const memory = await peak();
    printRow({
      what: `Memory of the window while scrolling ${ASSETS.toLocaleString('en')} assets`,
      measured: mib(memory),
      against: `≤ ${mib(MEMORY_AIM)}`,
      met: memory <= MEMORY_AIM,
    });
  } finally {
    await app.quit();
  }
}, profile);
