import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inconsistencies } from '../../support/consistency.ts';
import { mixedFiles, writeFiles } from '../../support/drop-files.ts';
import { type OpenedLibrary, openLibrary, startMedia } from '../../support/open-library.ts';

const media = startMedia();
let folder: string;
let library: OpenedLibrary;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparklio-drop-'));
  library = await openLibrary({ folder: join(folder, 'library'), media });
});
afterAll(async () => {
  await library.close();
  media.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('a drop of files and nested folders', () => {
  it('is published with its rows, objects, renditions and texts', async () => {
    const files = await mixedFiles();
    const dropped = await writeFiles(join(folder, 'mixed'), files);
    const target = await library.newTarget({ tags: ['winter'] });
    const { batchId } = await library.ingest.addPaths({ paths: [dropped], target });
    await library.idle();
    expect(library.board.files({ batchId, states: ['failed'], offset: 0, limit: 9 }).files).toEqual([]);
    expect(await inconsistencies(library)).toEqual([]);
  });
});
