import type { UploadBatch } from '@shared/domain/upload.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { batchId, uploadBatch, uploadFile, uploadId } from './fixtures.ts';
import { useUploads } from './upload-store.ts';

const store = useUploads.getState;
beforeEach(() => useUploads.setState(useUploads.getInitialState(), true));

describe('the upload store', () => {
  it('opens the tray for a new drop and leaves it closed when the person closed it', () => {
    store().applyProgress({ batches: [uploadBatch(1)], files: [], pausedAll: false }, 0);
    expect(store().trayOpen).toBe(true);
    store().setTrayOpen(false);
    store().applyProgress({ batches: [uploadBatch(1, { sentBytes: 10 })], files: [], pausedAll: false }, 100);
    expect(store().trayOpen).toBe(false);
  });

  it('does not open the tray for what a restart found finished', () => {
    store().applyProgress(
      { batches: [uploadBatch(1, { phase: 'done', failed: 1 })], files: [], pausedAll: false },
      0,
    );
    expect(store().trayOpen).toBe(false);
  });

  it('opens the tray for what is asked, also of a drop that was done at once, and once for each question', () => {
    const tell = (openConflicts: number) =>
      store().applyProgress(
        { batches: [uploadBatch(1, { phase: 'done', openConflicts })], files: [], pausedAll: false },
        0,
      );
    tell(1);
    expect(store().trayOpen).toBe(true);
    store().setTrayOpen(false);
    tell(1);
    expect(store().trayOpen).toBe(false);
    tell(2);
    expect(store().trayOpen).toBe(true);
  });

  it('keeps the newest drop on top', () => {
    store().setBatches([uploadBatch(1)], false);
    store().applyProgress(
      { batches: [uploadBatch(3), uploadBatch(1), uploadBatch(2)], files: [], pausedAll: false },
      0,
    );
    expect(store().batches.map(({ id }) => id)).toEqual([batchId(3), batchId(2), batchId(1)]);
  });

  it('holds files on their way and published ones until their asset is on screen', () => {
    store().applyProgress(
      { batches: [], files: [uploadFile(1), uploadFile(2), uploadFile(3)], pausedAll: false },
      0,
    );
    store().applyProgress(
      {
        batches: [],
        files: [uploadFile(1, { state: 'published' }), uploadFile(2, { state: 'failed' })],
        pausedAll: false,
      },
      100,
    );
    expect([...store().files.keys()]).toEqual([uploadId(1), uploadId(3)]);
    store().forgetPublished([uploadId(1)]);
    expect([...store().files.keys()]).toEqual([uploadId(3)]);
  });

  it('does not let a list that was asked for earlier overwrite what the progress told', () => {
    store().applyProgress(
      { batches: [], files: [uploadFile(1, { state: 'transferring', sentBytes: 50 })], pausedAll: false },
      0,
    );
    store().addFiles([uploadFile(1), uploadFile(2)]);
    expect([...store().files.values()].map(({ state }) => state)).toEqual(['transferring', 'queued']);
  });

  it('takes a dismissed drop away with its files', () => {
    store().applyProgress({ batches: [uploadBatch(1)], files: [uploadFile(1)], pausedAll: false }, 0);
    store().remove(batchId(1));
    expect(store().batches).toEqual([]);
    expect(store().files.size).toBe(0);
  });

  it('watches the pace of drops that are going, and of all of them together', () => {
    const progress = (...batches: UploadBatch[]) => ({ batches, files: [], pausedAll: false });
    store().applyProgress(progress(uploadBatch(1), uploadBatch(2)), 0);
    expect([...store().estimates.keys()]).toEqual([batchId(1), batchId(2)]);
    expect(store().overall?.last.totalBytes).toBe(2000);

    store().applyProgress(progress(uploadBatch(1, { phase: 'done' })), 250);
    store().applyProgress(progress(uploadBatch(2, { paused: true })), 500);
    expect(store().estimates.size).toBe(0);
    expect(store().overall).toBeNull();
  });
});
