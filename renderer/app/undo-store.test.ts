import { undoIdSchema } from '@shared/domain/ids.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useUndo } from './undo-store.ts';

const id = (number: number) =>
  undoIdSchema.parse(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`);
const step = (number: number) => ({ undoId: id(number), label: `step ${number}` });
const store = useUndo.getState;

/** The other side of the bridge: answers undo of `n` with the redo id `n + 100`; refuses those that expired. */
const expired = new Set<string>();
let asked: string[] = [];
vi.stubGlobal('window', {
  sparklio: {
    call: async (_name: string, { undoId }: { undoId: string }) => {
      asked.push(undoId);
      if (expired.has(undoId)) {
        return { ok: false, error: { code: 'undo_expired', message: 'gone', details: {}, retry: false } };
      }
      return { ok: true, value: { redoId: id(Number(undoId.slice(-12)) + 100), changed: 1 } };
    },
  },
});

beforeEach(() => {
  asked = [];
  expired.clear();
  useUndo.setState(useUndo.getInitialState(), true);
});

describe('undo', () => {
  it('takes back the last step first and does it again by the id it was answered', async () => {
    store().push(step(1));
    store().push(step(2));
    expect(await store().undo()).toMatchObject({ label: 'step 2' });
    expect(await store().redo()).toMatchObject({ label: 'step 2' });
    expect(asked).toEqual([id(2), id(102)]);
    expect(store().done.map(({ undoId }) => undoId)).toEqual([id(1), id(202)]);
  });

  it('takes back a step further down when it is named', async () => {
    store().push(step(1));
    store().push(step(2));
    await store().undo(id(1));
    expect(store().done.map(({ label }) => label)).toEqual(['step 2']);
  });

  it('has nothing to do again after a new edit', async () => {
    store().push(step(1));
    await store().undo();
    store().push(step(2));
    expect(await store().redo()).toBeNull();
  });

  it('drops a step that expired, so that the one below can be taken back', async () => {
    store().push(step(1));
    store().push(step(2));
    expired.add(id(2));
    await expect(store().undo()).rejects.toMatchObject({ code: 'undo_expired' });
    expect(await store().undo()).toMatchObject({ label: 'step 1' });
  });

  it('does nothing when nothing was done', async () => {
    expect(await store().undo()).toBeNull();
    expect(asked).toEqual([]);
  });
});
