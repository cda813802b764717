import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { z } from 'zod';
import type { CallDefinition } from '../../../shared/contract/define.ts';
import { contract } from '../../../shared/contract/index.ts';
import { RunningApp } from '../../e2e/support/running-app.ts';

/** tsx keeps the names of functions by a helper; functions that are sent to the app need it there too. */
const NAME_HELPER = 'globalThis.__name ??= (named) => named';

/** The built app (or the app of another folder) on a profile, as the end-to-end tests start it. */
export async function openApp(userDataDir: string, appDir?: string): Promise<RunningApp> {
  const app = await RunningApp.launch({
    userDataDir,
    language: 'en',
    theme: 'light',
    ...(appDir !== undefined && { appDir }),
  });
  await app.page.evaluate(NAME_HELPER);
  await app.inMain(NAME_HELPER);
  return app;
}

/** Calls the main process from the window, over the same bridge as the interface. */
export async function invoke<O extends z.ZodType>(
  page: Page,
  name: string,
  { output }: CallDefinition<z.ZodType, O>,
  input: unknown = {},
): Promise<z.output<O>> {
  const reply = await page.evaluate((call) => window.sparklio.call(call.name, call.input), { name, input });
  if (!reply.ok) throw new Error(`${name}: ${reply.error.code}`);
  return output.parse(reply.value);
}

/** @throws when the library could not be opened */
export async function waitForLibrary(page: Page): Promise<void> {
  for (;;) {
    const status = await invoke(page, 'library.status', contract.library.status);
    if (status.state === 'open') return;
    if (status.state === 'failed') throw new Error(`The library did not open: ${status.error.code}`);
    await delay(50);
  }
}

/** Makes files of the disk droppable by the page: an input that holds them. */
export async function holdFiles(page: Page, paths: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'bench-files';
    input.hidden = true;
    document.body.append(input);
  });
  await page.locator('#bench-files').setInputFiles([...paths]);
}

/** Hands the held files over as a drop would; resolves when the drop is accepted. */
export async function dropHeldFiles(page: Page): Promise<void> {
  const reply = await page.evaluate(async () => {
    const input = document.querySelector('#bench-files');
    if (!(input instanceof HTMLInputElement)) throw new Error('No files are held');
    const target = { brandId: null, projectId: null, foldersAsProjects: false, tags: [] };
    return (await window.sparklio.addFiles([...(input.files ?? [])], { target })).reply;
  });
  if (reply?.ok !== true) throw new Error('The drop was refused');
}

/** Waits until the newest drop is in the library with everything that is made of it. */
export async function waitForBatch(page: Page) {
  for (;;) {
    const { batches } = await invoke(page, 'ingest.batches', contract.ingest.batches);
    const [batch] = batches;
    if (batch?.phase === 'done' && batch.processing === 0) return batch;
    await delay(100);
  }
}
