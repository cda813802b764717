import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { uploadFile, uploadId } from './fixtures.ts';
import { followLatePublished } from './late-published.ts';
import { useUploads } from './upload-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
  useUploads.setState(useUploads.getInitialState(), true);
});
afterEach(() => void vi.useRealTimers());

const tellPublished = () =>
  useUploads
    .getState()
    .applyProgress({ batches: [], files: [uploadFile(1, { state: 'published' })], pausedAll: false }, 0);

it('reads lists again, once, for a file that none of them took over', () => {
  const refresh = vi.fn();
  const stop = followLatePublished(refresh);
  tellPublished();
  vi.advanceTimersByTime(10_000);
  expect(refresh).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(refresh).toHaveBeenCalledTimes(1);
  stop();
});

it('leaves lists alone where the file was taken over in time', () => {
  const refresh = vi.fn();
  const stop = followLatePublished(refresh);
  tellPublished();
  useUploads.getState().forgetPublished([uploadId(1)]);
  vi.advanceTimersByTime(60_000);
  expect(refresh).not.toHaveBeenCalled();
  stop();
});
