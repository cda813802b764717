import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { cleanName } from '../../electron/ingest/upload.ts';
import { hostileArchives } from '../hostile/archives.ts';
import { setOutCanaries } from '../hostile/canaries.ts';
import { hostileDocuments } from '../hostile/documents.ts';
import { hostileDrawings } from '../hostile/drawings.ts';
import type { HostileFile, Targets } from '../hostile/hostile-file.ts';
import { badlyNamed } from '../hostile/names.ts';
import { sampleOf } from '../hostile/sample.ts';
import { specialFiles } from '../hostile/special-files.ts';
import { hostileWritings } from '../hostile/writings.ts';
import { call, expect, type Files, type RunningApp, test } from './support/index.ts';

const count = 100;
/** In a folder these are no files, or bring a second one. */
const ofNoName = new Set(['folder', 'link to nothing', 'drawing beside a link to the secret']);

/** Bad names, things that are no files, and what reaches for others: one of each name. */
async function chosen(files: Files, targets: Targets): Promise<HostileFile[]> {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#284' } })
    .png()
    .toBuffer();
  const all = [
    ...badlyNamed(picture, picture),
    ...specialFiles(targets),
    ...[hostileDrawings, hostileDocuments, hostileArchives, hostileWritings].flatMap((make) =>
      make(targets).filter(({ reaches }) => reaches),
    ),
  ].filter(({ attack }) => !ofNoName.has(attack));
  const byName = new Map(all.map((file) => [cleanName(file.name), file]));
  const made: HostileFile[] = [];
  await mkdir(files.path('hostile'));
  for (const file of sampleOf([...byName.values()], count, 1)) {
    // File systems differ in what they allow.
    const failure = await file.make(files.path(`hostile/${file.name}`)).catch((error: unknown) => error);
    if (failure === undefined) made.push(file);
  }
  return made;
}

/** From now on, everything that a page must not do by itself. */
function watchPage(app: RunningApp, page: Page): () => string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('framenavigated', (frame) => seen.push(`navigation: ${frame.url()}`));
  page.on('crash', () => seen.push('crash'));
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') seen.push(`console: ${message.text()}`);
  });
  app.electron.on('window', (window) => seen.push(`window: ${window.url()}`));
  return () => seen;
}

test('hostile files end in the grid or in the tray with a reason, and do nothing to the window', async ({
  app,
  library,
  files,
  page,
}) => {
  // A hundred files, each drawn and compared: more than a busy computer does in the usual time.
  const canaries = await setOutCanaries(files.folder);
  const seen = watchPage(app, page);
  try {
    const dropped = await chosen(files, canaries.targets);
    await library.drop([files.path('hostile')], { folders: 'together' });
    await library.uploadsEnd();

    const { batches } = await call(page, 'ingest.batches', {});
    const batchId = batches[0]?.id;
    if (batchId === undefined) throw new Error('The tray has forgotten the drop.');
    const { files: uploads } = await call(page, 'ingest.files', {
      batchId,
      states: null,
      offset: 0,
      limit: 500,
    });

    await test.step('all are accounted for', async () => {
      const expected = dropped.map(({ name }) => cleanName(name));
      expect(uploads.map(({ name }) => name).sort()).toEqual(expected.sort());
      const failed = uploads.filter(({ state }) => state === 'failed');
      expect(failed.every(({ error }) => error !== null && error.code !== 'internal')).toBe(true);
      await library.showTray();
      await expect(library.tray.getByText(`${failed.length} failed`)).toBeVisible();
      for (const [name, reason] of [
        ['zeros.png', 'isn’t a file'],
        ['circle.jpg', 'leads back to itself'],
      ] as const) {
        const row = library.tray.getByRole('listitem').filter({ hasText: name }).last();
        await expect(row).toContainText(reason);
      }
      const published = uploads.filter(({ state }) => state === 'published').length;
      expect(published).toBeGreaterThan(dropped.length / 2);
      await library.workEnds();
      await library.clearTray();
      await expect(library.placeWith('All assets', published)).toBeVisible();
    });

    await test.step('names are shown as what they are, and in their place', async () => {
      for (const name of [
        '겨울 세일.png',
        '🎨👩‍👩‍👧‍👦🏳️‍🌈.png',
        'invoicegnp.exe.png',
        'quote\'s "double" <b>&amp;.png',
      ]) {
        await library.search.fill(name.slice(0, 7));
        await expect(library.asset(name).first()).toBeVisible();
      }
      await library.search.fill('가가가');
      await expect(library.assets).toHaveCount(1);
      await library.assets.first().click();
      const fits = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect(fits).toBe(true);
      await library.search.fill('');
    });

    expect(canaries.connections()).toBe(0);
    expect(await canaries.changed()).toEqual([]);
    expect(app.electron.windows()).toHaveLength(1);
    expect(seen()).toEqual([]);
  } finally {
    canaries.close();
  }
});
