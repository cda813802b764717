import { expect, expectAccessible, test } from './support/index.ts';

test('the mark in the status bar leads to how each part of the library is, and Escape leads back', async ({
  library,
  page,
}) => {
  const mark = page.getByRole('contentinfo').getByRole('button', { name: 'Show health: All well' });
  await mark.click();
  const health = page.getByRole('region', { name: 'Health' });
  await expect(health.getByRole('heading', { name: 'Everything is well.' })).toBeVisible();

  const database = health.getByRole('article', { name: 'Database' });
  await expect(database.getByText(/^Well for/)).toBeVisible();
  await expect(database.getByRole('img', { name: /^Response time of the last hour/ })).toBeVisible();
  await expect(health.getByRole('article', { name: 'File store' }).getByText(/^Well for/)).toBeVisible();
  await expect(health.getByRole('article', { name: 'Analysis model' })).toContainText('Runs in the app');
  await expect(health.getByText('This computer only')).toBeVisible();

  await health.getByRole('button', { name: 'Check now' }).click();
  await expect(health.getByText(/^Last check:/)).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.press('Escape');
  await expect(health).toBeHidden();
  await expect(library.main.getByText('Add your first assets')).toBeVisible();
});
