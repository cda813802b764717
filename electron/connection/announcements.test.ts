import { describe, expect, it } from 'vitest';
import { readAnnouncement } from './announcements.ts';

const own = '6f1f6d0e-8a52-4c6e-9c0e-0d0a3f1c7a11';
const other = 'b3b8a0c2-1c1e-4c6f-8f1d-5d7e2a9b4c22';

describe('a notification', () => {
  it('of a trigger says what changed', () => {
    expect(readAnnouncement('assets', own)).toEqual({ what: 'assets', assetIds: [] });
    expect(readAnnouncement('catalog', own)).toEqual({ what: 'catalog', assetIds: [] });
  });

  it('of another desktop names the assets', () => {
    const payload = JSON.stringify({ by: other, what: 'asset-details', ids: [own] });
    expect(readAnnouncement(payload, own)).toEqual({ what: 'asset-details', assetIds: [own] });
  });

  it('of this desktop is no news', () => {
    expect(readAnnouncement(JSON.stringify({ by: own, what: 'assets', ids: [] }), own)).toBeNull();
  });

  it.each(['', 'drop', '{', '[]', '{"by":"x","what":"assets","ids":[]}'])('%j is none of ours', (payload) => {
    expect(readAnnouncement(payload, own)).toBeNull();
  });
});
