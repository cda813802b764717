import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { call, expect, type RunningApp, test } from './support/index.ts';

/** From now on, every address that a page of the app asks for. */
async function watchRequests(app: RunningApp): Promise<() => Promise<string[]>> {
  await app.inMain(({ session }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { askedUrls: asked });
    session.defaultSession.webRequest.onBeforeRequest((details, answer) => {
      asked.push(details.url);
      answer({});
    });
  });
  return () => app.inMain(() => [...Reflect.get(globalThis, 'askedUrls')]);
}

/** A server that nothing may ask: what a hostile file points to. */
async function startTrap(): Promise<{ origin: string; hits: string[]; close: () => void }> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end('trapped');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The trap has no port.');
  return { origin: `http://127.0.0.1:${address.port}`, hits, close: () => server.close() };
}

const hostileSvg = (origin: string): string => `<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="300" height="200"
     onload="fetch('${origin}/onload')">
  <script>fetch('${origin}/script'); document.documentElement.remove();</script>
  <script href="${origin}/script.js"/>
  <style>@import url('${origin}/style.css'); rect { fill: url('${origin}/paint.svg#a') }</style>
  <rect width="300" height="200" fill="#d33"/>
  <image href="${origin}/picture.png" width="10" height="10"/>
  <image xlink:href="file:///etc/hostname" width="10" height="10"/>
  <use href="${origin}/use.svg#a"/>
  <foreignObject width="50" height="50"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${origin}/frame"/></foreignObject>
</svg>`;

const entitySvg = (origin: string): string => `<?xml version="1.0"?>
<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY far SYSTEM "${origin}/entity">]>
<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><text x="10" y="100">&secret;&far;</text></svg>`;

test('files that can’t be taken say why, and the others go in', async ({ library, files, page }) => {
  const jpeg = await readFile(await files.sample('forest-stream.jpg', 'source/stream.jpg'));
  const png = await readFile(await files.picture('source/shape.png', { seed: 7 }));
  const longest = `${'나'.repeat(83)}ab.jpg`;
  expect(Buffer.byteLength(longest)).toBe(255);

  await files.write('drop/empty.jpg', '');
  await files.write('drop/cut off.jpg', jpeg.subarray(0, jpeg.length / 3));
  await files.write('drop/really a png.jpg', png);
  await files.write('drop/really a text.jpg', 'These are words, no picture at all.');
  await files.write('drop/garbage.jpg', randomBytes(5000));
  await files.pdf('drop/locked.pdf', ['Nobody reads this'], { userPassword: 'open sesame' });
  await files.picture('drop/good.jpg', { seed: 1 });
  await files.picture(`drop/${longest}`, { seed: 2 });
  await files.picture('drop/🎨 “팔레트” 100%.jpg', { seed: 3 });
  await mkdir(files.path('drop/inner'));
  await files.picture('drop/inner/deep.jpg', { seed: 4 });
  await symlink(files.path('drop'), files.path('drop/inner/loop'));

  await library.drop([files.path('drop')], { folders: 'together' });
  await library.uploadsEnd();
  const row = (name: string) => library.tray.getByRole('listitem').filter({ hasText: name }).last();

  await test.step('the tray shows the failures first, each with its reason', async () => {
    await expect(library.tray.getByText('2 failed')).toBeVisible();
    await expect(row('empty.jpg')).toContainText('The file is empty.');
    await expect(row('loop')).toContainText('The folder leads back to itself.');
    await expect(page.getByRole('contentinfo').getByText('2 files weren’t uploaded')).toBeVisible();
  });

  await test.step('everything else is in', async () => {
    await library.workEnds();
    await library.clearTray();
    await expect(library.placeWith('All assets', 9)).toBeVisible();
    for (const name of ['good.jpg', 'deep.jpg', longest, '🎨 “팔레트” 100%.jpg'])
      await expect(library.asset(name)).toBeVisible();
    await library.asset('good.jpg').click();
    await expect(library.inspector.getByText('JPEG')).toBeVisible();
  });

  await test.step('what a file is decides, not its name', async () => {
    await library.asset('really a png.jpg').click();
    await expect(library.inspector.getByText('Image · PNG')).toBeVisible();
    await expect(library.asset('really a text.jpg')).toHaveAccessibleName(/, Text$/);
  });

  await test.step('an asset without a preview says why', async () => {
    for (const [name, reason] of [
      ['locked.pdf', 'The file is locked with a password.'],
      ['garbage.jpg', 'The file is damaged.'],
      ['cut off.jpg', /The file is (cut off|damaged)\./],
    ] as const) {
      await library.asset(name).click();
      await expect(library.inspector.getByRole('region', { name: `About ${name}` })).toBeVisible();
      await expect(library.inspector.getByText(reason)).toBeVisible();
    }
  });

  await test.step('nothing is stored half', async () => {
    const { batches } = await call(page, 'ingest.batches', {});
    expect(batches).toEqual([]);
  });
});

test('an SVG that reaches for scripts, files and the network gets none of them', async ({
  app,
  library,
  files,
  page,
}) => {
  const trap = await startTrap();
  const requests = await watchRequests(app);
  try {
    await library.add([
      await files.write('hostile.svg', hostileSvg(trap.origin)),
      await files.write('entity.svg', entitySvg(trap.origin)),
    ]);
    await expect(library.grid.locator('img[data-loaded]')).toHaveCount(1);

    await library.asset('hostile.svg').dblclick();
    const picture = library.viewer.getByRole('img', { name: 'hostile.svg' }).first();
    await expect(picture).toBeVisible();
    // Closer than the preview reaches, so that the original itself is shown.
    for (let press = 0; press < 8; press += 1) await page.keyboard.press('+');
    const original = library.viewer.locator('img[src*=".svg?"]');
    await expect(original).toBeVisible();
    await expect
      .poll(() => original.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0))
      .toBe(true);
    await page.keyboard.press('Escape');
    await library.asset('entity.svg').click();
    await expect(library.inspector.getByText('The file is damaged.')).toBeVisible();

    const { assets } = await call(page, 'assets.page', {
      query: { scope: { kind: 'all' }, text: '', filters: {}, sort: { by: 'name', direction: 'asc' } },
      cursor: null,
      limit: 10,
    });
    const { originalUrl } = await call(page, 'assets.get', { id: assets[0]?.id ?? '' });
    const store = new URL(originalUrl ?? '').origin;
    const asked = await requests();
    expect(asked.some((url) => url.startsWith(`${store}/`))).toBe(true);
    const foreign = asked.filter((url) => !/^(app:\/\/sparklio\/|blob:app:|data:)/.test(url));
    expect(foreign.filter((url) => !url.startsWith(`${store}/`))).toEqual([]);
    expect(trap.hits).toEqual([]);
  } finally {
    trap.close();
  }
});
