import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { fixtures } from '../../electron/similarity/clip/testing/fixtures.ts';
import { expect, expectAccessible, LibraryPage, type RunningApp, test } from './support/index.ts';

/** A model with the shape of the real one and random weights, where downloads would put it. */
async function installTinyModel({ userDataDir }: RunningApp): Promise<void> {
  const folder = join(userDataDir, 'models', 'onnx-community', 'siglip2-base-patch16-224-ONNX');
  await mkdir(dirname(folder), { recursive: true });
  await cp(join(fixtures, 'tiny-siglip'), folder, { recursive: true });
}

async function openSettings(page: Page, tab: string): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: tab }).click();
}

test('changes to a model that knows words, searches by meaning, and goes back', async ({ app, files }) => {
  const { page } = app;
  await installTinyModel(app);
  const library = new LibraryPage(page);
  await library.startLocal();
  await library.add(await files.pictures(3));
  const meaning = page.getByRole('button', { name: 'Search by meaning' });
  const current = page.getByRole('region', { name: 'Model in use' });
  const card = (name: string) => page.getByRole('article', { name });

  await test.step('the built-in model has no words', async () => {
    await expect(meaning).toBeHidden();
    await openSettings(page, 'Analysis model');
    await expect(current).toContainText('Built-in model');
    await expect(current).toContainText('3 pictures can be compared.');
    await expect(card('Built-in model')).toContainText('In use');
    await expect(card('CLIP').getByRole('button', { name: 'Download' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a change is confirmed and made in the background', async () => {
    await card('SigLIP 2').getByRole('button', { name: 'Use this model' }).click();
    const question = page.getByRole('alertdialog', { name: 'Change to SigLIP 2?' });
    await expect(question).toContainText('3 pictures are analysed anew in the background.');
    await question.getByRole('button', { name: 'Change' }).click();
    await expect(card('SigLIP 2')).toContainText('In use');
    await expect(current).toContainText('SigLIP 2');
    await expect(current).toContainText('Search by words');
    await expect(current).toContainText('3 pictures can be compared.');
    await page.keyboard.press('Escape');
  });

  await test.step('words find pictures by what they mean', async () => {
    await meaning.click();
    await expect(meaning).toHaveAttribute('aria-pressed', 'true');
    await library.search.fill('빨간 하이힐');
    await library.search.press('Enter');
    const similar = page.getByRole('region', { name: 'Similar images' });
    await expect(similar.getByRole('heading', { name: '“빨간 하이힐”' })).toBeVisible();
    await expect(similar.getByRole('listbox').getByRole('option').first()).toBeVisible();
    await expect(similar.getByRole('slider', { name: 'Least similarity' })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('with the switch off, Ctrl+Enter does the same', async () => {
    await meaning.click();
    await library.search.fill('a red shoe');
    await library.search.press('Control+Enter');
    await expect(page.getByRole('heading', { name: '“a red shoe”' })).toBeVisible();
  });

  await test.step('back with the built-in model there are no words any more', async () => {
    await openSettings(page, 'Analysis model');
    await card('Built-in model').getByRole('button', { name: 'Use this model' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Change' }).click();
    await expect(current).toContainText('No search by words');
    await page.keyboard.press('Escape');
    await expect(meaning).toBeHidden();
  });
});

test('an endpoint that can’t be used says why before it can be chosen', async ({ library, page }) => {
  await library.search.waitFor();
  await openSettings(page, 'Analysis model');
  const endpoint = page.getByRole('article', { name: 'Embedding endpoint' });
  await endpoint.getByRole('button', { name: 'Set up' }).click();
  await endpoint.getByLabel('Address (URL)').fill('http://127.0.0.1:9');
  await expect(endpoint.getByText('127.0.0.1:9 refused the connection.')).toBeVisible();
  await expect(endpoint.getByRole('button', { name: 'Use this model' })).toBeDisabled();
  await expectAccessible(page);
});

test('the index says how pictures are found', async ({ library, page, files }) => {
  await library.add(await files.pictures(2));
  await openSettings(page, 'Search index');
  const panel = page.getByRole('tabpanel', { name: 'Search index' });
  await expect(panel.getByText('Every picture compared', { exact: true })).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Facts about the index' })).toContainText('Vectors2');
  await expect(panel.getByRole('region', { name: 'Accuracy' })).toContainText('none is missed');
  await expect(panel.getByRole('button', { name: 'Measure' })).toBeHidden();
  await expectAccessible(page);
});
