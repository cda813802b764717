import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { samplePath } from '../../electron/media/testing/samples.ts';
import { expect, test } from './support/index.ts';

test('design files, phone pictures, fonts and sounds are shown by a picture and say what they are', async ({
  app,
  library,
  files,
  page,
}) => {
  const chooseFolder = (folder: string) =>
    app.inMain(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, folder);
  const names = ['layered.psd', 'photo.heic', 'korean.otf', 'plan.docx', 'thumbnail.eps', 'a1111.jpg'];
  // Half a second of a rising tone, as a program without a package for it would write it.
  const tone = await files.write('tone.wav', wav(4_000));
  await library.add([...names.map(samplePath), tone]);
  await library.workEnds();
  await expect(library.assets).toHaveCount(7);
  for (const name of [...names, 'tone.wav']) {
    await expect(library.asset(name).locator('img[data-loaded]')).toBeVisible();
  }

  await test.step('a font by its family and weight', async () => {
    await library.asset('korean.otf').click();
    await expect(page.getByText('Bold · 700')).toBeVisible();
    await expect(page.getByText('Pretendard', { exact: true })).toBeVisible();
  });

  await test.step('a generated picture by its prompt, and by AI among others', async () => {
    await library.asset('a1111.jpg').click();
    await expect(page.getByText('빨간 하이힐, studio light')).toBeVisible();
    await expect(page.getByText('1234567890', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'AI', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Made with AI', exact: true }).click();
    await page.keyboard.press('Escape');
    await expect(library.assets).toHaveCount(1);
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect(library.assets).toHaveCount(7);
  });

  await test.step('a sound by its waveform, which seeks', async () => {
    await library.asset('tone.wav').click();
    await page.keyboard.press('Enter');
    const waveform = page.locator('[data-waveform]');
    await expect(waveform).toBeVisible();
    const position = page.getByRole('slider', { name: 'Position' });
    await expect(position).toHaveAttribute('aria-valuemax', /0\.5/);
    await waveform.click({ position: { x: 280, y: 40 } });
    await expect.poll(async () => Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(0.1);
  });

  await test.step('the viewer saves with metadata or without it, by keys alone', async () => {
    const folder = files.path('seen');
    await mkdir(folder);
    await chooseFolder(folder);
    await page.keyboard.press('ControlOrMeta+Shift+s');
    // A message above the viewer is in no region that is open to a reader of the screen, but announced.
    await expect(page.getByText('Saved 1 copy without metadata.').first()).toBeVisible();
    await library.viewer.getByRole('button', { name: 'Save a copy' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: /^Save a copy without metadata/ })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: /^Save a copy…/ })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Saved 1 copy.').first()).toBeVisible();
    expect((await readdir(folder)).sort()).toEqual(['tone (2).wav', 'tone.wav']);
  });

  await test.step('copies of them without metadata, and of the others as they are where that is wanted', async () => {
    const folder = files.path('copies');
    await mkdir(folder);
    await chooseFolder(folder);
    await page.keyboard.press('Escape');
    await library.grid.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill('without metadata');
    await page.keyboard.press('Enter');
    await expect(library.toast('Saved 3 copies without metadata.')).toBeVisible();
    expect((await readdir(folder)).sort()).toEqual(['a1111.jpg', 'photo.heic', 'tone.wav']);
    expect((await readFile(join(folder, 'a1111.jpg'))).includes('Steps: 24')).toBe(false);
    await expect(library.toast(/^4 were not saved/)).toBeVisible();
    await page.getByRole('button', { name: 'Save with metadata' }).click();
    await expect(library.toast('Saved 4 copies.')).toBeVisible();
    await expect.poll(async () => (await readdir(folder)).length).toBe(7);
  });
});

/** 16 bits, one channel, 8,000 samples a second. */
function wav(samples: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples * 2, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples * 2, 40);
  const data = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i++) {
    data.writeInt16LE(Math.round((i / samples) * 30_000 * Math.sin(i / 3)), i * 2);
  }
  return Buffer.concat([header, data]);
}
