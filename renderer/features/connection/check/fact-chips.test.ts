import { beforeAll, describe, expect, it } from 'vitest';
import { startI18n } from '../../../app/i18n.ts';
import { factChips, failureChips } from './fact-chips.ts';

beforeAll(() => startI18n('en'));

describe('factChips', () => {
  it('writes counts, versions and sizes in one order, whatever order they came in', () => {
    const facts = { pgvector: '0.8.1', databaseBytes: 1_500_000_000, brands: 1, assets: 12_431 };
    expect(factChips(facts, 'en')).toEqual(['12,431 assets', '1 brand', 'pgvector 0.8.1', '1.5 GB used']);
  });

  it('says whether a model takes words', () => {
    expect(factChips({ dimensions: 512, text: true }, 'en')).toEqual(['512 dimensions', 'Search by words']);
    expect(factChips({ text: false }, 'en')).toEqual(['Pictures only']);
  });

  it('says of a failure only how bad it is', () => {
    expect(failureChips({ region: 'us-east-1', skewSeconds: 3600, host: 'db' }, 'en')).toEqual([
      'Clocks 1 hour apart',
    ]);
    expect(failureChips({ skewSeconds: 0 }, 'en')).toEqual([]);
  });

  it('leaves out what is unknown, empty or of another kind than expected', () => {
    expect(factChips({ assets: null, brands: 'many', status: '', host: 'db', extra: 3 }, 'en')).toEqual([]);
  });
});
