import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, expectAccessible, test } from './support/index.ts';

test('a person lets ComfyUI and a script in, and what they hand in is in the grid', async ({
  app,
  library,
  page,
  files,
}) => {
  const comfyui = join(files.folder, 'ComfyUI');
  await mkdir(join(comfyui, 'custom_nodes'), { recursive: true });
  await app.inMain(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, comfyui);
  await page.keyboard.press('Control+Comma');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('tab', { name: 'Automation' }).click();

  const intake = join(app.userDataDir, 'intake');
  await test.step('the node is put into ComfyUI and knows where to find the app', async () => {
    await settings.getByRole('button', { name: 'Install into ComfyUI…' }).click();
    await expect(settings.getByText('Up to date')).toBeVisible();
    const location = join(comfyui, 'custom_nodes', 'sparklio_assets', 'location.json');
    expect(JSON.parse(await readFile(location, 'utf8'))).toEqual({ folder: intake });
    const connection = JSON.parse(await readFile(join(intake, 'connection.json'), 'utf8'));
    const response = await fetch(`${connection.url}/v1/health`, {
      headers: { authorization: `Bearer ${connection.token}` },
    });
    expect(await response.json()).toMatchObject({ status: 'ok' });
  });

  const { url, token } = await test.step('a script gets an address and a token', async () => {
    await settings.getByRole('checkbox', { name: 'Switch the API on' }).click();
    await settings.getByRole('button', { name: 'Create token' }).click();
    const shown = settings.getByText(/^sparklio_/);
    await expect(shown).toBeVisible();
    await expectAccessible(page);
    const address = await settings.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).textContent();
    return { url: address ?? '', token: (await shown.textContent()) ?? '' };
  });

  await test.step('the token is kept nowhere', async () => {
    expect(await readFile(join(intake, 'settings.json'), 'utf8')).not.toContain(token);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Comma');
    await settings.getByRole('tab', { name: 'Automation' }).click();
    await expect(settings.getByRole('button', { name: 'Create a new one' })).toBeVisible();
    await expect(settings.getByText(/^sparklio_/)).toBeHidden();
    await page.keyboard.press('Escape');
  });

  await test.step('what the script sends is in the grid', async () => {
    const form = new FormData();
    form.append('name', 'from a script.txt');
    form.append('file', new Blob([`note ${randomUUID()}`]), 'note.txt');
    const response = await fetch(`${url}/v1/assets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() },
      body: form,
    });
    expect(response.status).toBe(201);
    await expect(library.asset('from a script.txt')).toBeVisible();
  });

  await test.step('so is what ComfyUI left in the folder', async () => {
    const id = randomUUID();
    await writeFile(join(intake, 'spool', `${id}.txt`), `left ${id}`);
    const about = { version: 1, id, file: `${id}.txt`, name: 'left there.txt', source: 'comfyui' };
    const text = JSON.stringify({ ...about, created_at: new Date().toISOString() });
    await writeFile(join(intake, 'spool', `${id}.json`), text);
    await expect(library.asset('left there.txt')).toBeVisible({ timeout: 30_000 });
  });
});
