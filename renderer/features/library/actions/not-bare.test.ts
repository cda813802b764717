import { assetIdSchema } from '@shared/domain/ids.ts';
import { expect, it } from 'vitest';
import { byOffer, notBareReason } from './not-bare.ts';

const failure = (number: number, code: 'unsupported' | 'truncated' | 'service_unavailable') => ({
  id: assetIdSchema.parse(`a0000000-0000-4000-8000-00000000000${number}`),
  name: `${number}.jpg`,
  code,
});

it('offers as they are the files whose metadata can not be removed, for whatever reason of their own', () => {
  const failed = [failure(1, 'unsupported'), failure(2, 'service_unavailable'), failure(3, 'truncated')];
  const { asTheyAre, others } = byOffer(failed);
  expect(asTheyAre.map(({ name }) => name)).toEqual(['1.jpg', '3.jpg']);
  expect(others.map(({ name }) => name)).toEqual(['2.jpg']);
});

it('takes what would fail again as it is for no such reason', () => {
  for (const code of [
    'verify_failed',
    'not_found',
    'service_unavailable',
    'internal',
    'disk_full',
  ] as const) {
    expect(notBareReason({ code })).toBeNull();
  }
});
