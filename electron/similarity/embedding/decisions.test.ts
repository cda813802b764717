import { describe, expect, it } from 'vitest';
import type { EmbeddingChoice } from '../../../shared/domain/servers.ts';
import {
  afterChoice,
  afterCompletion,
  expired,
  identify,
  keptDays,
  packFingerprint,
  retire,
  unpackFingerprint,
} from './decisions.ts';
import { type EmbeddingState, type KnownModel, noState } from './state.ts';

const endpoint: EmbeddingChoice = {
  kind: 'endpoint',
  adapter: 'infinity',
  url: 'http://gpu:7997',
  model: 'clip',
};
const known = (...fingerprint: number[]): KnownModel => ({
  choice: endpoint,
  dimensions: fingerprint.length,
  text: true,
  fingerprint: packFingerprint(Float32Array.from(fingerprint)),
});
const mark = (...fingerprint: number[]) => ({
  dimensions: fingerprint.length,
  fingerprint: Float32Array.from(fingerprint),
});
const searched: EmbeddingState = { ...noState, target: 'old', searching: 'old' };

describe('the name that vectors are stored under', () => {
  it('says adapter, model and dimensions', () => {
    expect(identify({}, 'infinity', 'openai/clip-vit-base-patch32', mark(1, 0))).toBe(
      'infinity:openai/clip-vit-base-patch32:2',
    );
    expect(identify({}, 'clip-as-service', '', mark(1, 0))).toBe('clip-as-service:default:2');
  });

  it('stays the same for the same model at another precision', () => {
    expect(identify({ 'infinity:clip:2': known(1, 0) }, 'infinity', 'clip', mark(1, 0.05))).toBe(
      'infinity:clip:2',
    );
  });

  it('gets a number when another model goes by it, which the model keeps', () => {
    const one = { 'infinity:clip:2': known(1, 0) };
    expect(identify(one, 'infinity', 'clip', mark(0, 1))).toBe('infinity:clip:2#2');
    const two = { ...one, 'infinity:clip:2#2': known(0, 1) };
    expect(identify(two, 'infinity', 'clip', mark(0, 1))).toBe('infinity:clip:2#2');
    expect(identify(two, 'infinity', 'clip', mark(-1, 0))).toBe('infinity:clip:2#3');
    expect(identify(two, 'infinity', 'clip', mark(0, 0, 1))).toBe('infinity:clip:3');
  });
});

it('fingerprints are kept to the last bit', () => {
  const vector = Float32Array.of(0.1, -0.25, 1e-12);
  expect([...unpackFingerprint(packFingerprint(vector))]).toEqual([...vector]);
});

describe('choosing a model', () => {
  it('leaves searches with the vectors that are there', () => {
    const next = afterChoice(searched, endpoint, 'new', known(1, 0), true);
    expect(next).toMatchObject({ choice: endpoint, target: 'new', searching: 'old' });
  });

  it('does not wait where there is nothing to search', () => {
    expect(afterChoice(searched, endpoint, 'new', known(1, 0), false)).toMatchObject({ searching: 'new' });
  });

  it('brings back a model whose vectors were about to be removed', () => {
    const retiring = {
      ...searched,
      retired: { new: '2026-01-01T00:00:00.000Z', other: '2026-01-01T00:00:00.000Z' },
    };
    expect(Object.keys(afterChoice(retiring, endpoint, 'new', known(1, 0), true).retired)).toEqual(['other']);
  });
});

describe('when the vectors are complete', () => {
  const changing = afterChoice(searched, endpoint, 'new', known(1, 0), true);

  it('searches change over', () => {
    expect(afterCompletion(changing, 'new')).toMatchObject({ searching: 'new', target: 'new' });
  });

  it('nothing happens when another model was chosen meanwhile', () => {
    expect(afterCompletion(changing, 'older')).toBe(changing);
  });
});

describe('vectors that serve for nothing', () => {
  const day = 24 * 3600_000;
  const start = new Date('2026-03-01T00:00:00Z');
  const later = (days: number): Date => new Date(start.getTime() + days * day);
  const state: EmbeddingState = { ...noState, target: 'new', searching: 'now' };

  it('are kept for a while, counted from when they became useless', () => {
    const noted = retire(state, ['new', 'now', 'former'], start);
    expect(Object.keys(noted.retired)).toEqual(['former']);
    const again = retire(noted, ['new', 'now', 'former'], later(3));
    expect(again).toBe(noted);
    expect(expired(again, later(keptDays - 0.1))).toEqual([]);
    expect(expired(again, later(keptDays))).toEqual(['former']);
  });

  it('never include those that are searched or being made', () => {
    const odd = { ...state, retired: { new: start.toISOString(), now: start.toISOString() } };
    expect(expired(odd, later(100))).toEqual([]);
  });

  it('are forgotten when they are gone', () => {
    const noted = retire(state, ['former'], start);
    expect(retire(noted, ['now'], later(8)).retired).toEqual({});
  });
});
