import type { LibraryStatus } from '@shared/contract/library.ts';
import { profileIdSchema } from '@shared/domain/servers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { useToasts } from '../components/toast-store.ts';
import { canChange, mayChange } from './access.ts';
import { queryClient } from './query-client.ts';
import { queryKeys } from './query-keys.ts';

function open(access: 'write' | 'read'): void {
  const status: LibraryStatus = {
    state: 'open',
    kind: 'servers',
    profileId: profileIdSchema.parse('6f3f2f0e-6d0b-4f3c-9a51-0d3a7f6f8a10'),
    name: 'Office',
    environment: 'stage',
    access,
  };
  queryClient.setQueryData(queryKeys.libraryStatus(), status);
}

afterEach(() => {
  queryClient.clear();
  useToasts.setState({ messages: [] });
});

describe('a library that may be changed', () => {
  it('lets everything happen and says nothing', () => {
    open('write');
    expect([canChange(), mayChange()]).toEqual([true, true]);
    expect(useToasts.getState().messages).toEqual([]);
  });
});

describe('a library that may only be viewed', () => {
  it('says why a key does nothing, once while it is read', () => {
    open('read');
    expect(canChange()).toBe(false);
    expect([mayChange(), mayChange(), mayChange()]).toEqual([false, false, false]);
    expect(useToasts.getState().messages).toHaveLength(1);
  });

  it('says it again later', () => {
    open('read');
    mayChange();
    useToasts.setState({ messages: [] });
    mayChange();
    expect(useToasts.getState().messages).toHaveLength(1);
  });

  it('gives way to the next one', () => {
    open('read');
    open('write');
    expect(mayChange()).toBe(true);
  });
});
