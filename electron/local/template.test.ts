import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyTemplate, exists, stageTemplate, TEMPLATE_STAMP } from './template.ts';

let folder: string;
let template: string;
let library: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'template-'));
  template = join(folder, 'template');
  library = join(folder, 'library');
  await writeTemplate('one');
});
afterEach(() => rm(folder, { recursive: true }));

async function writeTemplate(version: string): Promise<void> {
  await rm(template, { recursive: true, force: true });
  await mkdir(join(template, 'base'), { recursive: true });
  await writeFile(join(template, 'base', 'table'), version);
  await writeFile(join(template, TEMPLATE_STAMP), JSON.stringify({ version }));
}

const database = () => join(library, 'database');
const table = () => readFile(join(database(), 'base', 'table'), 'utf8');

it('a staged copy becomes the database by a rename, without its stamp', async () => {
  await stageTemplate(template, library);
  expect(await exists(database())).toBe(false);
  expect(await copyTemplate(template, database())).toBe(true);
  expect(await table()).toBe('one');
  expect(await readdir(library)).toEqual(['database']);
  expect(await readdir(database())).toEqual(['base']);
});

it('a copy that was staged from another template is made anew', async () => {
  await stageTemplate(template, library);
  await writeTemplate('two');
  await copyTemplate(template, database());
  expect(await table()).toBe('two');
});

it('a copy that was cut off while it was staged is not used', async () => {
  await stageTemplate(template, library);
  const staged = `${database()}.staged`;
  await rm(join(staged, TEMPLATE_STAMP));
  await writeFile(join(staged, 'base', 'table'), 'half');
  await copyTemplate(template, database());
  expect(await table()).toBe('one');
});

it('nothing is staged beside a library that is there', async () => {
  await copyTemplate(template, database());
  await stageTemplate(template, library);
  expect(await readdir(library)).toEqual(['database']);
});

it('a template without its stamp is not whole', async () => {
  await rm(join(template, TEMPLATE_STAMP));
  expect(await copyTemplate(template, database())).toBe(false);
});
