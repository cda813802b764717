import type { LibraryStatus } from '@shared/contract/library.ts';
import { afterEach, expect, it } from 'vitest';
import { queryClient } from '../../app/query-client.ts';
import { queryKeys } from '../../app/query-keys.ts';
import { useToasts } from '../../components/toast-store.ts';
import { whenOpen } from './when-open.ts';

const tell = (status: LibraryStatus): void => {
  queryClient.setQueryData(queryKeys.libraryStatus(), status);
};
const open: LibraryStatus = {
  state: 'open',
  kind: 'local',
  profileId: null,
  name: 'Mine',
  environment: 'local',
  access: 'write',
};
const tones = () => useToasts.getState().messages.map(({ tone }) => tone);

afterEach(() => {
  queryClient.clear();
  useToasts.setState({ messages: [] });
});

it('files that are dropped on an open library go in without a word', async () => {
  tell(open);
  expect(await whenOpen()).toBe(true);
  expect(tones()).toEqual([]);
});

it('files that are dropped while a library opens wait for it, and the person is told', async () => {
  tell({ state: 'opening', name: null });
  const waited = whenOpen();
  expect(tones()).toEqual(['info']);
  tell({ state: 'opening', name: 'Mine' });
  tell(open);
  expect(await waited).toBe(true);
  expect(tones()).toEqual(['info']);
});

it('files that waited for a library that can not be opened are told to be left', async () => {
  tell({ state: 'opening', name: null });
  const waited = whenOpen();
  tell({
    state: 'failed',
    profileId: null,
    error: { code: 'library_locked', message: 'Locked', details: {}, retry: true },
  });
  expect(await waited).toBe(false);
  expect(tones()).toEqual(['info', 'error']);
});
