import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseEngine } from '../../../electron/database/engines/engine.ts';
import type { AssetId } from '../../../shared/domain/ids.ts';
import { engines } from '../../support/engines.ts';
import { makeLibrary, type TestLibrary } from '../../support/library.ts';

describe.each(engines)('edits on $name', ({ open }) => {
  let engine: DatabaseEngine;
  let test: TestLibrary;
  let ids: AssetId[];

  beforeAll(async () => {
    engine = await open();
    test = await makeLibrary(engine.db);
  });
  afterAll(() => engine.close());
  beforeEach(async () => {
    await sql`delete from public.generated_assets`.execute(engine.db);
    ids = await test.add({ tags: ['겨울', 'draft'] }, { tags: ['draft', 'hero'] }, { tags: [] });
  });

  const tags = async () => {
    const { assets } = await test.library.summaries({ ids });
    return ids.map((id) => assets.find((asset) => asset.id === id)?.tags);
  };

  it('tags many, takes it back to the letter, and does it again', async () => {
    const edit = await test.library.tag({ ids, add: ['hero', 'hero'], remove: ['draft'] });
    const edited = [['겨울', 'hero'], ['hero'], ['hero']];
    expect(edit.changed).toBe(3);
    expect(await tags()).toEqual(edited);
    const undone = await test.library.undo({ undoId: edit.undoId });
    expect(undone.changed).toBe(3);
    expect(await tags()).toEqual([['겨울', 'draft'], ['draft', 'hero'], []]);
    await test.library.undo({ undoId: undone.redoId });
    expect(await tags()).toEqual(edited);
  });

  it('takes back an edit of more assets than one transaction changes', async () => {
    const many = await test.add(...Array.from({ length: 2_100 }, (_, n) => ({ tags: [`t${n % 3}`] })));
    const edit = await test.library.tag({ ids: many, add: ['bulk'], remove: ['t0'] });
    expect(edit.changed).toBe(2_100);
    expect(await test.library.commonTags({ ids: many })).toEqual({
      tags: [
        { tag: 'bulk', count: 2_100 },
        { tag: 't1', count: 700 },
        { tag: 't2', count: 700 },
      ],
    });
    expect(await test.library.undo({ undoId: edit.undoId })).toMatchObject({ changed: 2_100 });
    expect((await test.library.commonTags({ ids: many })).tags.map(({ count }) => count)).toEqual([
      700, 700, 700,
    ]);
  });

  it('taking back tags leaves alone what was tagged since', async () => {
    const edit = await test.library.tag({ ids, add: ['new'], remove: ['draft'] });
    await test.library.tag({ ids, add: ['later'], remove: [] });
    await test.library.undo({ undoId: edit.undoId });
    expect((await tags()).map((list) => list?.toSorted())).toEqual([
      ['draft', 'later', '겨울'],
      ['draft', 'hero', 'later'],
      ['later'],
    ]);
  });

  it('counts only what changed and touches nothing else', async () => {
    await sql`update public.generated_assets set updated_at = '2020-01-01'`.execute(engine.db);
    const { changed } = await test.library.tag({ ids, add: ['hero'], remove: [] });
    expect(changed).toBe(2);
    const untouched = await sql<{ id: string }>`
      select id from public.generated_assets where updated_at = '2020-01-01'`.execute(engine.db);
    expect(untouched.rows).toEqual([{ id: ids[1] }]);
  });

  it('rates and labels, and the shared row says that it changed', async () => {
    await sql`update public.generated_assets set updated_at = '2020-01-01'`.execute(engine.db);
    const rated = await test.library.rate({ ids, rating: 4 });
    await test.library.label({ ids: ids.slice(0, 1), label: 'red' });
    const { assets } = await test.library.summaries({ ids });
    expect(assets.every(({ rating }) => rating === 4)).toBe(true);
    expect(assets.filter(({ label }) => label === 'red').map(({ id }) => id)).toEqual([ids[0]]);
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from public.generated_assets where updated_at > '2020-01-01'`.execute(engine.db);
    expect(rows).toEqual([{ n: 3 }]);
    await test.library.undo({ undoId: rated.undoId });
    expect((await test.library.summaries({ ids })).assets.every(({ rating }) => rating === 0)).toBe(true);
  });

  it('a note is found by its words, and by them no longer once it is taken back', async () => {
    const [id] = ids;
    if (!id) throw new Error('no asset');
    const { undoId } = await test.library.annotate({ id, note: '모델 사용권 확인' });
    expect(await test.names({ text: '사용권' })).toHaveLength(1);
    expect((await test.library.get({ id })).note).toBe('모델 사용권 확인');
    await test.library.undo({ undoId });
    expect(await test.names({ text: '사용권' })).toHaveLength(0);
  });

  it('renames but keeps the extension and the object', async () => {
    const [id] = ids;
    if (!id) throw new Error('no asset');
    const { undoId } = await test.library.rename({ id, name: '겨울 히어로' });
    expect(await test.library.get({ id })).toMatchObject({
      name: '겨울 히어로.png',
      originalUrl: 'original:local-sparklio-assets/images/x.png',
    });
    await test.library.undo({ undoId });
    expect(await test.library.get({ id })).toMatchObject({ name: 'x.png' });
  });

  it('moves to a project of the brand only, and back to where each was', async () => {
    const other = await test.library.createBrand({ name: `Other ${Date.now()}` });
    const project = await test.library.createProject({ brandId: other.id, name: 'P' });
    const wrong = test.library.move({ ids, brandId: test.brandId, projectId: project.id });
    await expect(wrong).rejects.toMatchObject({ code: 'not_found' });
    const { undoId, changed } = await test.library.move({ ids, brandId: other.id, projectId: project.id });
    expect(changed).toBe(3);
    const moved = await test.library.summaries({ ids });
    expect(moved.assets.every(({ projectId }) => projectId === project.id)).toBe(true);
    await test.library.undo({ undoId });
    const back = await test.library.summaries({ ids });
    expect(back.assets.every((asset) => asset.brandId === test.brandId && asset.projectId === null)).toBe(
      true,
    );
  });

  it('trashes, restores, and gives an archived asset its status back', async () => {
    await sql`update public.generated_assets set status = 'archived' where id = ${ids[0]}`.execute(engine.db);
    const { undoId } = await test.library.trash({ ids });
    expect(await test.library.trash({ ids })).toMatchObject({ changed: 0 });
    expect((await test.library.catalog()).counts).toMatchObject({ all: 0, trash: 3 });
    const rows = await engine.db
      .selectFrom('public.generated_assets')
      .select(['status', 'deleted_at'])
      .execute();
    expect(rows.every(({ status, deleted_at }) => status === 'deleted' && deleted_at !== null)).toBe(true);
    await test.library.undo({ undoId });
    const statuses = await engine.db.selectFrom('public.generated_assets').select('status').execute();
    expect(statuses.map(({ status }) => status).sort()).toEqual(['active', 'active', 'archived']);

    await test.library.trash({ ids });
    expect(await test.library.restore({ ids })).toMatchObject({ changed: 3 });
    expect((await test.library.catalog()).counts).toMatchObject({ all: 3, trash: 0 });
  });

  it('says when an edit can no longer be taken back', async () => {
    const { undoId } = await test.library.rate({ ids, rating: 1 });
    await test.library.undo({ undoId });
    await expect(test.library.undo({ undoId })).rejects.toMatchObject({ code: 'undo_expired' });
  });

  it('tells how many of a selection carry each tag', async () => {
    expect(await test.library.commonTags({ ids })).toEqual({
      tags: [
        { tag: 'draft', count: 2 },
        { tag: 'hero', count: 1 },
        { tag: '겨울', count: 1 },
      ],
    });
  });
});
