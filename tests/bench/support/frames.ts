import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { quantile } from './figures.ts';

/** Milliseconds between frames while something was going on. */
export type Frames = readonly number[];

/** Records the time between frames of the page while `act` runs. */
async function record(page: Page, act: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate(() => {
    const recording = { on: true, frames: [] as number[] };
    Object.assign(window, { benchRecording: recording });
    let last: number | null = null;
    const step = (now: number): void => {
      if (last !== null) recording.frames.push(now - last);
      last = now;
      if (recording.on) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  await act();
  return await page.evaluate(() => {
    const recording: { on: boolean; frames: number[] } = Reflect.get(window, 'benchRecording');
    recording.on = false;
    return recording.frames;
  });
}

export interface ScrollFrames {
  readonly wheel: Frames;
  readonly steady: Frames;
  readonly jumps: Frames;
}

/** Scrolls an element about 20 s long: flings of the wheel, a steady run, and jumps of the scrollbar. */
export async function scrollThrough(page: Page, selector: string): Promise<ScrollFrames> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not shown`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);

  const wheel = await record(page, async () => {
    for (let fling = 0; fling < 8; fling += 1) {
      const towards = fling % 4 === 3 ? -1 : 1;
      for (let notch = 0; notch < 20; notch += 1) {
        await page.mouse.wheel(0, towards * 600);
        await delay(16);
      }
      await delay(500);
    }
  });
  const steady = await record(page, () =>
    page.evaluate(async (at) => {
      const scroller = document.querySelector(at);
      const end = performance.now() + 6000;
      while (scroller !== null && performance.now() < end) {
        scroller.scrollTop += 40;
        await new Promise(requestAnimationFrame);
      }
    }, selector),
  );
  const jumps = await record(page, () =>
    page.evaluate(async (at) => {
      const scroller = document.querySelector(at);
      for (let jump = 0; scroller !== null && jump < 20; jump += 1) {
        scroller.scrollTop = scroller.scrollHeight * ((jump * 0.618) % 1);
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }, selector),
  );
  return { wheel, steady, jumps };
}

export function describeFrames(frames: Frames): string {
  const slow = frames.filter((time) => time > 50).length;
  const [middle, p95, most] = [0.5, 0.95, 1].map((share) => quantile(frames, share).toFixed(0));
  return `median ${middle}, p95 ${p95}, max ${most} ms; ${slow} of ${frames.length} over 50 ms`;
}
