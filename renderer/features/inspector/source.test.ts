import { describe, expect, it } from 'vitest';
import { provenance, sourceName } from './source.ts';

describe('where an asset comes from', () => {
  it('names programs as people do', () => {
    expect(sourceName('comfyui')).toEqual({ kind: 'program', name: 'ComfyUI' });
    expect(sourceName('uploader')).toEqual({ kind: 'app' });
    expect(sourceName(null)).toBeNull();
  });

  it('shows the prompt first and leaves graphs out', () => {
    const facts = provenance({
      seed: 42,
      workflow: { nodes: [1, 2] },
      negative_prompt: 'blurry',
      prompt: '빨간 하이힐',
      empty: ' ',
    });
    expect(facts.map(({ key }) => key)).toEqual(['prompt', 'negative_prompt', 'seed']);
  });

  it('cuts long values', () => {
    const [fact] = provenance({ prompt: 'a'.repeat(5000) });
    expect(fact?.value).toHaveLength(401);
  });
});
