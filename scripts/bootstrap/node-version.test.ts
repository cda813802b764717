import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { MINIMUM_NODE, nodeVersionProblem } from './node-version.mjs';

describe('nodeVersionProblem', () => {
  it.each(['20.19.0', '20.20.2', 'v22.1.0', '26.0.0'])('accepts %s', (version) => {
    expect(nodeVersionProblem(version)).toBeNull();
  });

  it.each(['20.18.1', '18.20.0', 'v8.0.0'])('refuses %s and says what is needed', (version) => {
    expect(nodeVersionProblem(version)).toContain('20.19.0 or newer');
    expect(nodeVersionProblem(version)).toContain(version);
  });

  it('asks for what package.json asks for', () => {
    expect(manifest.engines.node).toBe(`>=${MINIMUM_NODE.slice(0, 2).join('.')}`);
  });
});
