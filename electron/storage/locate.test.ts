import { describe, expect, it } from 'vitest';
import { createLocate } from './locate.ts';
import type { ObjectHead, ObjectRef } from './port.ts';

const buckets = { assets: 'dev-sparklio-assets', temp: 'dev-sparklio-temp', backups: 'dev-sparklio-backups' };
const head: ObjectHead = { size: 1, etag: 'e', modified: new Date(0) };

/** A store that holds these paths; one of another bucket refuses, as it does without a right to it. */
function storeWith(...paths: string[]) {
  const asked: string[] = [];
  const locate = createLocate({
    buckets,
    head: async ({ bucket, key }: ObjectRef) => {
      asked.push(`${bucket}/${key}`);
      if (bucket !== buckets.assets) throw new Error('AccessDenied');
      return paths.includes(key) ? head : null;
    },
  });
  return { asked, find: (bucket: string, key: string) => locate({ bucket, key }) };
}

describe('an object is looked for', () => {
  it('where its row says, and only once', async () => {
    const { find, asked } = storeWith('images/a.png');
    await find(buckets.assets, 'images/a.png');
    expect(await find(buckets.assets, 'images/a.png')).toEqual({
      bucket: buckets.assets,
      key: 'images/a.png',
    });
    expect(asked).toEqual([`${buckets.assets}/images/a.png`]);
  });

  it.each([
    ['image/a.png', 'images/a.png'],
    ['images/a.png', 'image/a.png'],
  ])('%s under %s too', async (written, lies) => {
    expect(await storeWith(lies).find(buckets.assets, written)).toEqual({
      bucket: buckets.assets,
      key: lies,
    });
  });

  it('in the bucket of assets when what looked like a bucket is a folder', async () => {
    expect(await storeWith('renders/a.png').find('renders', 'a.png')).toEqual({
      bucket: buckets.assets,
      key: 'renders/a.png',
    });
  });

  it('in vain when it is nowhere, but not when a place could not be looked at', async () => {
    expect(await storeWith().find(buckets.assets, 'images/a.png')).toBeNull();
    expect(await storeWith().find('closed', 'a.png')).toEqual({ bucket: 'closed', key: 'a.png' });
  });
});
