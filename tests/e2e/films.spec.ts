import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import type { Locator } from '@playwright/test';
import sharp from 'sharp';
import { expect, test } from './support/index.ts';

/** Red for four seconds, then blue for four. */
async function writeFilm(path: string): Promise<void> {
  const halves = 'color=red:s=320x180:d=4:r=10[a];color=blue:s=320x180:d=4:r=10[b];[a][b]concat=n=2:v=1';
  const codec = ['-c:v', 'libvpx', '-deadline', 'realtime', '-pix_fmt', 'yuv420p'];
  await promisify(execFile)(ffmpegInstaller.path, [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    halves,
    ...codec,
    path,
  ]);
}

/** What is seen in the middle of an element, as the whole window shows it. */
async function colour(element: Locator): Promise<'red' | 'blue' | 'other'> {
  const { x, y, width, height } = (await element.boundingBox()) ?? { x: 0, y: 0, width: 2, height: 2 };
  // A picture of a part only would take the pointer off the window while it is made.
  const { data, info } = await sharp(await element.page().screenshot({ scale: 'css' }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.round(y + height / 2) * info.width + Math.round(x + width / 2)) * 3;
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
  if (red > 180 && green < 70 && blue < 70) return 'red';
  return blue > 180 && green < 70 && red < 70 ? 'blue' : 'other';
}

test('a film is looked through under the pointer, in the grid and above the seek bar', async ({
  library,
  files,
  page,
}) => {
  const path = files.path('walk.webm');
  await files.picture('still.jpg');
  await writeFilm(path);
  await library.add([path, files.path('still.jpg')]);
  await library.workEnds();
  const film = library.asset('walk.webm');
  await expect(film.locator('img[data-loaded]')).toBeVisible();
  const frame = film.locator('[data-frame]');
  const across = async (element: Locator, share: number): Promise<void> => {
    const { width, height } = (await element.boundingBox()) ?? { width: 0, height: 0 };
    await element.hover({ position: { x: width * share, y: height / 2 } });
  };

  await test.step('in the grid, as far as the pointer is across', async () => {
    await expect(frame).toHaveCount(0);
    await across(film, 0.8);
    await expect(frame.locator('[data-loaded]')).toBeVisible();
    await expect(frame).toHaveAttribute('data-frame', '19');
    await expect.poll(() => colour(frame)).toBe('blue');
    await across(film, 0.2);
    await expect(frame).toHaveAttribute('data-frame', '4');
    await expect.poll(() => colour(frame)).toBe('red');
  });

  await test.step('with the poster back afterwards, and nothing of the kind on pictures', async () => {
    await library.asset('still.jpg').hover();
    await expect(frame).toHaveCount(0);
    await expect(library.asset('still.jpg').locator('[data-scrub]')).toHaveCount(0);
  });

  await test.step('while presses are those on the asset', async () => {
    await across(film, 0.5);
    await page.mouse.down();
    await page.mouse.up();
    await library.expectSelected(['walk.webm']);
  });

  await test.step('above the seek bar, with its time', async () => {
    await page.keyboard.press('Enter');
    const bar = page.locator('[data-seek]');
    const above = bar.locator('[data-frame]');
    await expect(async () => {
      const { x, y, width, height } = (await bar.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      // Controls that have gone out of the way come back with the first move.
      await page.mouse.move(x + width * 0.75 + 2, y + height / 2);
      await page.mouse.move(x + width * 0.75, y + height / 2);
      await expect(above).toHaveAttribute('data-frame', /^1[78]$/, { timeout: 1000 });
    }).toPass();
    await expect.poll(() => colour(above)).toBe('blue');
    await expect(bar.getByText('0:06', { exact: true })).toBeVisible();
    await page.mouse.move(640, 200);
    await expect(above).toHaveCount(0);
  });
});
