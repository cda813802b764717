import { expect, paste, test } from './support/index.ts';

const isPut = (url: URL): boolean => url.pathname.includes('/incoming/');

test('what is pasted is in the tray at once, moves, and can be cancelled', async ({ library, page }) => {
  // The store does not answer yet.
  let reached = false;
  await page.route(isPut, () => {
    reached = true;
  });
  await paste(page, { name: 'clip.bin', megabytes: 4 });
  const bar = library.tray.getByRole('progressbar', { name: 'clip.bin' });
  await expect(bar.first()).toBeVisible();
  await expect(library.tray.getByText('0 B / 4 MB')).toBeVisible();
  await expect(library.tray.getByText('Receiving').first()).toBeVisible();
  await expect.poll(() => reached).toBe(true);
  const given = page.waitForEvent('requestfailed', (request) => isPut(new URL(request.url())));
  await library.tray.getByRole('button', { name: 'Cancel upload of “clip.bin”' }).click();
  await expect(library.tray.getByText('Cancelled').first()).toBeVisible();
  await given;
  await expect(bar).toHaveCount(0);

  await page.unroute(isPut);
  await paste(page, { name: 'film.bin', megabytes: 30 });
  await expect(library.asset('film.bin')).toBeVisible();
  await expect(library.asset('clip.bin')).toHaveCount(0);
});
