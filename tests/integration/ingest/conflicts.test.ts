import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type AssetId, assetIdSchema } from '../../../shared/domain/ids.ts';
import type { ConflictPolicy, UploadTarget } from '../../../shared/domain/upload.ts';
import { inconsistencies } from '../../support/consistency.ts';
import { photo, writeFiles } from '../../support/drop-files.ts';
import { ingestSuite, outcomes } from '../../support/ingest-suite.ts';
import { openAfterKill, runUntilKilled } from '../../support/killed.ts';

const suite = ingestSuite();
const limit = { timeout: 240_000 };

const batchOf = (batchId: string) => suite.library.board.batches().find(({ id }) => id === batchId);

async function drop(
  name: string,
  files: Record<string, string | Uint8Array>,
  target: UploadTarget,
  conflicts: ConflictPolicy = 'ask',
) {
  const folder = await writeFiles(join(suite.folder, name), files);
  const { batchId } = await suite.library.ingest.addPaths({ paths: [folder], target, conflicts });
  await suite.library.idle();
  return { batchId, folder, files: suite.files(batchId) };
}

async function assetOf(files: readonly { name: string; assetId: AssetId | null }[], name: string) {
  return assetIdSchema.parse(files.find((file) => file.name === name)?.assetId);
}

/** Checksums say which file an asset has; the newest version first. */
async function versionsOf(id: AssetId): Promise<Buffer[]> {
  const { versions } = await suite.library.versions.list({ id });
  return await Promise.all(
    versions.map(async ({ number }) => {
      const { url } = await suite.library.versions.downloadUrl({ id, number });
      return Buffer.from(await (await fetch(url)).arrayBuffer());
    }),
  );
}

async function namesIn(target: UploadTarget): Promise<string[]> {
  const rows = await suite.library.db
    .selectFrom('sparklio.assets')
    .select('name')
    .where('brand_id', '=', target.brandId)
    .where('published', '=', true)
    .orderBy('name')
    .execute();
  return rows.map(({ name }) => name);
}

it(
  'a drop asks about a name that is taken, also after a restart; the answer is a version, and undo takes it back',
  limit,
  async () => {
    const target = await suite.library.newTarget();
    const before = await photo(1);
    const first = await drop('first', { 'hero.jpg': before }, target);
    const id = await assetOf(first.files, 'hero.jpg');

    const now = await photo(2);
    const { batchId } = await drop('second', { 'hero.jpg': now, 'new.jpg': await photo(3) }, target);
    expect(outcomes(suite.files(batchId))).toEqual({ 'hero.jpg': 'conflict', 'new.jpg': 'published' });
    expect(suite.files(batchId)[0]).toMatchObject({ conflict: 'undecided', assetId: id });
    expect(batchOf(batchId)).toMatchObject({ conflicts: 1, openConflicts: 1, published: 1, phase: 'done' });

    // What still asks stays in the tray.
    await suite.library.ingest.dismiss({ batchId });
    await suite.library.close();
    const reopened = await suite.open();
    expect(batchOf(batchId)).toMatchObject({ total: 2, openConflicts: 1, published: 1, versions: 0 });

    const decision = { batchId, uploadId: null, decision: 'version' } as const;
    expect(await reopened.ingest.decideConflicts(decision)).toBe(1);
    await reopened.idle();
    expect(batchOf(batchId)).toMatchObject({ conflicts: 0, openConflicts: 0, published: 2, versions: 1 });
    expect(suite.files(batchId).find(({ name }) => name === 'hero.jpg')).toMatchObject({
      state: 'published',
      assetId: id,
      replaces: id,
    });
    const kept = await versionsOf(id);
    expect(kept.map((bytes, index) => bytes.equals(index === 0 ? now : before))).toEqual([true, true]);
    expect(await namesIn(target)).toEqual(['hero.jpg', 'new.jpg']);

    const told = async () => (await reopened.history.drops()).find((one) => one.id === batchId);
    expect(await told()).toMatchObject({ published: 2, versions: 1, undoable: 2, conflicts: 0 });
    const put = await reopened.history.putVersions(batchId);
    expect(put).toEqual([{ id, number: 2 }]);
    expect(await reopened.versions.takeBack(put)).toEqual([{ id, former: 2 }]);
    expect((await versionsOf(id))[0]?.equals(before)).toBe(true);
    // It is not current any more, so there is nothing left to take back.
    expect(await told()).toMatchObject({ undoable: 1 });
    expect(await reopened.versions.takeBack(put)).toEqual([]);
    await reopened.idle();
    expect(await inconsistencies(reopened)).toEqual([]);
  },
);

it('files of a drop are decided on one by one, or left out, and the rest of it together', limit, async () => {
  const { library } = suite;
  const target = await library.newTarget();
  const first = await drop(
    'one by one',
    { 'a.jpg': await photo(11), 'b.jpg': await photo(12), 'c.txt': 'short', 'd.jpg': await photo(13) },
    target,
  );
  const again = await drop(
    'one by one again',
    { 'a.jpg': await photo(21), 'b.jpg': await photo(22), 'c.txt': 'short too', 'd.jpg': await photo(23) },
    target,
  );
  const { batchId } = again;
  expect(batchOf(batchId)).toMatchObject({ openConflicts: 4 });
  const decide = async (name: string, decision: 'version' | 'keep' | 'skip') => {
    const uploadId = again.files.find((file) => file.name === name)?.id ?? null;
    await library.ingest.decideConflicts({ batchId, uploadId, decision });
  };
  await decide('a.jpg', 'keep');
  await decide('b.jpg', 'skip');
  await library.idle();
  expect(batchOf(batchId)).toMatchObject({ openConflicts: 2, conflicts: 3, published: 1, versions: 0 });
  await library.ingest.decideConflicts({ batchId, uploadId: null, decision: 'version' });
  await library.idle();
  expect(batchOf(batchId)).toMatchObject({ openConflicts: 0, conflicts: 1, published: 3, versions: 2 });
  expect(await namesIn(target)).toEqual(['a.jpg', 'a.jpg', 'b.jpg', 'c.txt', 'd.jpg']);
  const text = await versionsOf(await assetOf(first.files, 'c.txt'));
  expect(text.map(String)).toEqual(['short too', 'short']);
  // What was left out can be wanted after all.
  await decide('b.jpg', 'version');
  await library.idle();
  expect(await versionsOf(await assetOf(first.files, 'b.jpg'))).toHaveLength(2);
  const { files, total } = await library.history.files({ batchId, offset: 0, limit: 10 });
  expect(total).toBe(4);
  expect(files.filter(({ replaces }) => replaces !== undefined)).toHaveLength(3);
  expect(await inconsistencies(library)).toEqual([]);
});

it(
  'only a name in the very place counts, whatever its case and composition, and not in the trash',
  limit,
  async () => {
    const { library } = suite;
    const target = await library.newTarget();
    const { id: projectId } = await library.library.createProject({
      brandId: target.brandId,
      name: 'Spring',
    });
    const inProject = { ...target, projectId };
    const first = await drop(
      'place',
      { ['카페 Café.jpg'.normalize('NFC')]: await photo(31), 'gone.jpg': await photo(32) },
      inProject,
    );
    await library.library.trash({ ids: [await assetOf(first.files, 'gone.jpg')] });

    const elsewhere = await drop('elsewhere', { '카페 Café.jpg': await photo(33) }, target);
    expect(outcomes(elsewhere.files)).toEqual({ ['카페 Café.jpg'.normalize('NFC')]: 'published' });
    const trashed = await drop('trashed', { 'gone.jpg': await photo(34) }, inProject);
    expect(outcomes(trashed.files)).toEqual({ 'gone.jpg': 'published' });
    const other = await drop('other', { ['카페 CAFÉ.JPG'.normalize('NFD')]: await photo(35) }, inProject);
    expect(Object.values(outcomes(other.files))).toEqual(['conflict']);
    await library.ingest.cancel({ batchId: other.batchId, uploadId: null });
    expect(batchOf(other.batchId)).toMatchObject({ openConflicts: 0, conflicts: 1 });
  },
);

it(
  'where it is settled a file becomes the version at once; which of several is meant is asked',
  limit,
  async () => {
    const { library } = suite;
    const target = await library.newTarget();
    const first = await drop('settled', { 'hero.jpg': await photo(41) }, target);
    const id = await assetOf(first.files, 'hero.jpg');
    // Two files of one name in one drop are two files: the first is the version.
    const again = await drop(
      'settled again',
      { 'hero.jpg': await photo(42), 'other/hero.jpg': await photo(43) },
      target,
      'version',
    );
    expect(again.files.map(({ state }) => state)).toEqual(['published', 'published']);
    expect(batchOf(again.batchId)).toMatchObject({ published: 2, versions: 1 });
    expect(await versionsOf(id)).toHaveLength(2);

    const third = await drop('settled third', { 'hero.jpg': await photo(44) }, target, 'version');
    expect(outcomes(third.files)).toEqual({ 'hero.jpg': 'conflict' });
    // What is in the trash by the time of the answer is not meant; the one that is left is.
    await library.library.trash({ ids: [await assetOf(third.files, 'hero.jpg')] });
    await library.ingest.decideConflicts({ batchId: third.batchId, uploadId: null, decision: 'version' });
    await library.idle();
    expect(batchOf(third.batchId)).toMatchObject({ published: 1, versions: 1 });
    expect(await namesIn(target)).toEqual(['hero.jpg']);
    expect(await inconsistencies(library)).toEqual([]);
  },
);

it('two folders of one drop may have files of one name', limit, async () => {
  const target = await suite.library.newTarget();
  const files = Object.fromEntries(
    await Promise.all([51, 52, 53].map(async (seed) => [`${seed}/cover.jpg`, await photo(seed)] as const)),
  );
  const dropped = await drop('folders', files, target, 'version');
  expect(dropped.files.map(({ state }) => state)).toEqual(['published', 'published', 'published']);
  expect(batchOf(dropped.batchId)).toMatchObject({ versions: 0 });
});

it('what a program hands in is kept beside, or becomes the version, and nobody is asked', limit, async () => {
  const { library } = suite;
  const { brandId, ...target } = await library.newTarget();
  await drop('handed', { 'render.jpg': await photo(61) }, { brandId, ...target });
  const folder = await writeFiles(join(suite.folder, 'handed in'), {
    'a/render.jpg': await photo(62),
    'b/render.jpg': await photo(63),
  });
  const file = (part: string, intakeId: string) => ({
    intakeId,
    path: join(folder, part, 'render.jpg'),
    name: 'render.jpg',
    brandId,
    projectId: null,
    tags: [],
    origin: { source: 'uploader', sourceMetadata: {} } as const,
  });
  const title = 'Watched';
  const versioned = file('a', 'test:a');
  const options = { title, duplicates: 'skip', conflicts: 'version' } as const;
  const [version] = await library.ingest.take([versioned], options);
  expect(version).toMatchObject({ state: 'published' });
  expect(await namesIn({ ...target, brandId })).toEqual(['render.jpg']);
  // Handed in again after its outcome got lost it is the same version, also once another came after it.
  await library.ingest.take([file('b', 'test:b')], options);
  await library.close();
  const reopened = await suite.open();
  expect(await reopened.ingest.take([versioned], options)).toEqual([version]);
  const id = assetIdSchema.parse(version !== undefined && 'assetId' in version ? version.assetId : null);
  expect(await versionsOf(id)).toHaveLength(3);

  const [beside] = await reopened.ingest.take(
    [{ ...file('a', 'test:c'), path: join(await writeFiles(folder, { 'c.jpg': await photo(64) }), 'c.jpg') }],
    { title, duplicates: 'skip' },
  );
  expect(beside).toMatchObject({ state: 'published' });
  expect(await namesIn({ ...target, brandId })).toEqual(['render.jpg', 'render.jpg']);
});

it.each(
  process.env.SPARKLIO_LONG === '1'
    ? (['version.asked', 'version.chosen', 'version.put'] as const)
    : (['version.chosen'] as const),
)('a kill at %s loses no file and makes no second version of it', { timeout: 240_000 }, async (endAt) => {
  const target = await suite.library.newTarget();
  const before = await photo(71);
  const first = await drop(`kill ${endAt}`, { 'hero.jpg': before }, target);
  const id = await assetOf(first.files, 'hero.jpg');
  const folder = await writeFiles(join(suite.folder, `kill ${endAt} again`), { 'hero.jpg': await photo(72) });
  const { folder: library } = suite.library;
  await suite.library.close();
  const conflicts = endAt === 'version.asked' ? 'ask' : 'version';
  const { brandId } = target;
  await runUntilKilled('library-process.ts', { folder: library, paths: [folder], brandId, endAt, conflicts });
  const reopened = await openAfterKill(() => suite.open());
  await reopened.idle();
  for (const { id: batchId, openConflicts } of reopened.board.batches()) {
    if (openConflicts === 0) continue;
    await reopened.ingest.decideConflicts({ batchId, uploadId: null, decision: 'version' });
  }
  await reopened.idle();
  const kept = await versionsOf(id);
  const expected = [await readFile(join(folder, 'hero.jpg')), before];
  expect(kept.map((bytes, index) => expected[index]?.equals(bytes))).toEqual([true, true]);
  expect(await namesIn(target)).toEqual(['hero.jpg']);
  expect(await inconsistencies(reopened)).toEqual([]);
});
