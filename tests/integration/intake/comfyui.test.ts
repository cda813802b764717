import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BrandId } from '../../../shared/domain/ids.ts';
import { profileIdSchema } from '../../../shared/domain/servers.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { intakeSuite, nodeSource } from '../../support/intake-suite.ts';
import { comfyPython } from '../../support/python.ts';

const run = promisify(execFile);
const suite = intakeSuite();
const scripts = join(import.meta.dirname, '..', '..', 'comfyui');
let python: string | null = null;
const environment = () => ({ ...process.env, SPARKLIO_ASSETS_INTAKE: '', PYTHONDONTWRITEBYTECODE: '1' });

// The first run fetches two packages.
beforeAll(async () => {
  python = await comfyPython();
}, 300_000);

const comfy = () => join(suite.folder, 'ComfyUI');
const customNodes = () => join(comfy(), 'custom_nodes');
const installed = () => join(customNodes(), 'sparklio_assets');
const states = async () => (await suite.intake.status()).comfyui.installs.map(({ state }) => state);

describe('installing the node', () => {
  it('refuses a folder that is no ComfyUI', async () => {
    await mkdir(join(suite.folder, 'else'));
    await expect(suite.intake.installNode(join(suite.folder, 'else'))).rejects.toMatchObject({
      code: 'comfyui_not_found',
    });
  });

  it('puts it whole into the custom nodes, whichever folder is chosen, and switches its way in on', async () => {
    await mkdir(customNodes(), { recursive: true });
    for (const chosen of [comfy(), customNodes(), suite.folder]) {
      expect(await suite.intake.installNode(chosen)).toBe(customNodes());
    }
    expect(await readdir(customNodes())).toEqual(['sparklio_assets']);
    const names = (await readdir(nodeSource)).filter((name) => name !== '__pycache__');
    expect((await readdir(installed())).sort()).toEqual([...names, 'location.json'].sort());
    const { comfyui } = await suite.intake.status();
    expect(comfyui).toEqual({ enabled: true, installs: [{ folder: customNodes(), state: 'current' }] });
  });

  it('tells one of another version and brings it up to date', async () => {
    await writeFile(join(installed(), 'node.py'), '# an older one');
    await writeFile(join(installed(), 'gone.py'), '# not part of it any more');
    expect(await states()).toEqual(['outdated']);
    await suite.intake.updateNode(customNodes());
    expect(await states()).toEqual(['current']);
    expect(await readdir(installed())).not.toContain('gone.py');
    await expect(suite.intake.updateNode('/anywhere')).rejects.toMatchObject({ code: 'not_found' });
  });

  it.skipIf(process.getuid?.() === 0)('says so when the folder can not be written to', async () => {
    await chmod(customNodes(), 0o555);
    await expect(suite.intake.updateNode(customNodes())).rejects.toMatchObject({ code: 'permission_denied' });
    await chmod(customNodes(), 0o755);
    expect(await states()).toEqual(['current']);
  });
});

/** Runs the installed node, and gives what it says. */
async function upload(inputs: Record<string, unknown>): Promise<string> {
  if (python === null) throw new Error('There is no Python');
  const { stdout } = await run(python, [join(scripts, 'run_node.py'), installed(), JSON.stringify(inputs)], {
    env: environment(),
  });
  return stdout.trim();
}

const rows = async (brandId: BrandId) =>
  await suite.library.db
    .selectFrom('public.generated_assets')
    .select(['original_name', 'source', 'source_metadata', 'tags', 'mime_type'])
    .where('brand_id', '=', brandId)
    .orderBy('original_name')
    .execute();

const graph = { '3': { class_type: 'KSampler', inputs: { seed: 42, steps: 20 } } };
const hidden = { prompt: graph, extra_pnginfo: { workflow: { nodes: [] } } };

describe('an image of a graph', () => {
  it('passes the tests of the node itself', async ({ skip }) => {
    if (python === null) return skip();
    const { stderr } = await run(python, ['-m', 'unittest', 'discover', '-s', scripts], {
      env: environment(),
    });
    expect(stderr).toMatch(/\nOK( \(skipped=\d+\))?\s*$/);
  });

  it('is in the library when the graph has run, with its workflow, seed and tags', async ({ skip }) => {
    if (python === null) return skip();
    const { brand } = await suite.place();
    const inputs = { ...hidden, brand: brand.name, tags: 'red, shoe', count: 2, filename_prefix: 'hero' };
    expect(await upload(inputs)).toBe('2 sent, 0 kept');
    await expect.poll(async () => (await rows(brand.id)).length, { timeout: 30_000 }).toBe(2);
    const [first] = await rows(brand.id);
    expect(first).toMatchObject({
      original_name: expect.stringMatching(/^hero_\d{8}-\d{6}_00001\.png$/),
      source: 'comfyui',
      source_metadata: { tool: 'comfyui', seed: 42, steps: 20, prompt: graph, workflow: { nodes: [] } },
      tags: ['red', 'shoe'],
      mime_type: 'image/png',
    });
  });

  it('that names no brand of the library waits until there is one', async ({ skip }) => {
    if (python === null) return skip();
    const name = `Later ${Date.now()}`;
    expect(await upload({ ...hidden, brand: name, corner: 0.3 })).toBe('0 sent, 1 kept');
    const waiting = async () => (await suite.intake.status()).waiting.brandNotFound;
    suite.intake.lookAgain();
    await expect.poll(waiting, { timeout: 30_000 }).toBe(1);
    const brand = await suite.library.library.createBrand({ name });
    suite.intake.lookAgain();
    await expect.poll(async () => (await rows(brand.id)).length, { timeout: 30_000 }).toBe(1);
    expect(await waiting()).toBe(0);
  });

  it('made while the app does not run is taken in once at the next start', async ({ skip }) => {
    if (python === null) return skip();
    const { brand } = await suite.place();
    await suite.intake.close();
    expect(await upload({ ...hidden, brand: brand.id, count: 3, corner: 0.4 })).toBe('0 sent, 3 kept');
    expect(await rows(brand.id)).toEqual([]);
    await suite.open();
    await expect.poll(async () => (await rows(brand.id)).length, { timeout: 30_000 }).toBe(3);
    await expect.poll(() => readdir(suite.spool), { timeout: 30_000 }).toEqual([]);
  });

  it('of a ComfyUI that was killed while it wrote is whole or not there', async ({ skip }) => {
    if (python === null) return skip();
    const { brand } = await suite.place();
    await suite.intake.close();
    const inputs = JSON.stringify({ ...hidden, brand: brand.id, count: 40, corner: 0.5 });
    const child = spawn(python, [join(scripts, 'run_node.py'), installed(), inputs], { env: environment() });
    const ended = once(child, 'exit');
    const described = async () =>
      (await readdir(suite.spool)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).length;
    await expect.poll(described, { timeout: 30_000, interval: 1 }).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await ended;
    const kept = await described();
    await suite.open();
    await expect.poll(async () => (await rows(brand.id)).length, { timeout: 60_000 }).toBe(kept);
    await expect.poll(described, { timeout: 30_000 }).toBe(0);
    // What was begun last is cleared away later; nobody takes it for a file.
    for (const name of await readdir(suite.spool)) await rm(join(suite.spool, name));
  });

  it('is left for the library that was open then', async ({ skip }) => {
    if (python === null) return skip();
    const { brand } = await suite.place();
    await suite.intake.close();
    await upload({ ...hidden, brand: brand.id, corner: 0.6 });
    suite.session.current = profileIdSchema.parse('0b6f8f5e-5f6c-4a53-9a86-0d7c3f3f8a11');
    await suite.open();
    await expect
      .poll(async () => (await suite.intake.status()).waiting.otherLibrary, { timeout: 30_000 })
      .toBe(1);
    suite.session.current = 'local';
    await suite.intake.libraryChanged();
    await expect.poll(async () => (await rows(brand.id)).length, { timeout: 30_000 }).toBe(1);
  });
});

it('the node can be taken out again, and another program is left alone', async () => {
  await suite.intake.removeNode(customNodes());
  expect(await readdir(customNodes())).toEqual([]);
  expect((await suite.intake.status()).comfyui).toEqual({ enabled: false, installs: [] });
  expect(JSON.parse(await readFile(join(suite.intakeFolder, 'connection.json'), 'utf8'))).toEqual({
    version: 1,
    url: null,
    token: null,
    library: 'local',
  });
});

it('nothing is lost, doubled or left', async () => {
  await suite.library.idle();
  expect(await inconsistencies(suite.library)).toEqual([]);
});
