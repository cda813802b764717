import { beforeEach, describe, expect, it } from 'vitest';
import { batchId, uploadBatch, uploadFile, uploadId } from './fixtures.ts';
import { useUploads } from './upload-store.ts';

const store = useUploads.getState;
beforeEach(() => useUploads.setState(useUploads.getInitialState(), true));

describe('the upload store', () => {
  it('opens the tray for a new drop and leaves it closed when the person closed it', () => {
    store().applyProgress({ batches: [uploadBatch(1)], files: [] }, 0);
    expect(store().trayOpen).toBe(true);
    store().setTrayOpen(false);
    store().applyProgress({ batches: [uploadBatch(1, { sentBytes: 10 })], files: [] }, 100);
    expect(store().trayOpen).toBe(false);
  });

  it('does not open the tray for what a restart found finished', () => {
    store().applyProgress({ batches: [uploadBatch(1, { phase: 'done', failed: 1 })], files: [] }, 0);
    expect(store().trayOpen).toBe(false);
  });

  it('keeps the newest drop on top', () => {
    store().setBatches([uploadBatch(1)]);
    store().applyProgress({ batches: [uploadBatch(3), uploadBatch(1), uploadBatch(2)], files: [] }, 0);
    expect(store().batches.map(({ id }) => id)).toEqual([batchId(3), batchId(2), batchId(1)]);
  });

  it('holds files on their way and published ones until their asset is on screen', () => {
    store().applyProgress({ batches: [], files: [uploadFile(1), uploadFile(2), uploadFile(3)] }, 0);
    store().applyProgress(
      { batches: [], files: [uploadFile(1, { state: 'published' }), uploadFile(2, { state: 'failed' })] },
      100,
    );
    expect([...store().files.keys()]).toEqual([uploadId(1), uploadId(3)]);
    store().forgetPublished([uploadId(1)]);
    expect([...store().files.keys()]).toEqual([uploadId(3)]);
  });

  it('does not let a list that was asked for earlier overwrite what the progress told', () => {
    store().applyProgress(
      { batches: [], files: [uploadFile(1, { state: 'transferring', sentBytes: 50 })] },
      0,
    );
    store().addFiles([uploadFile(1), uploadFile(2)]);
    expect([...store().files.values()].map(({ state }) => state)).toEqual(['transferring', 'queued']);
  });

  it('takes a dismissed drop away with its files', () => {
    store().applyProgress({ batches: [uploadBatch(1)], files: [uploadFile(1)] }, 0);
    store().remove(batchId(1));
    expect(store().batches).toEqual([]);
    expect(store().files.size).toBe(0);
  });

  it('reads the rate only of drops that are going', () => {
    store().applyProgress({ batches: [uploadBatch(1)], files: [] }, 0);
    expect(store().samples.get(batchId(1))).toHaveLength(1);
    store().applyProgress({ batches: [uploadBatch(1, { phase: 'done' })], files: [] }, 1);
    expect(store().samples.size).toBe(0);
  });
});
