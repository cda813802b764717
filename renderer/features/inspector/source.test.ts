import { describe, expect, it } from 'vitest';
import { otherFacts, sourceName, watchedPlace, workflowOf } from './source.ts';

describe('where an asset comes from', () => {
  it('names programs as people do', () => {
    expect(sourceName('comfyui')).toEqual({ kind: 'program', name: 'ComfyUI' });
    expect(sourceName('uploader')).toEqual({ kind: 'app' });
    expect(sourceName(null)).toBeNull();
  });

  it('has what is told beside how it was made, without graphs', () => {
    const facts = otherFacts({
      seed: 42,
      workflow: { nodes: [1, 2] },
      prompt: '빨간 하이힐',
      campaign: 'winter',
      upscaled: true,
      empty: ' ',
    });
    expect(facts).toEqual([
      { key: 'campaign', value: 'winter' },
      { key: 'upscaled', value: 'true' },
    ]);
  });

  it('names the watched folder, and the file in it, in words of its own', () => {
    const metadata = { watch_folder: 'Shoot', watch_path: `${'겨울'.normalize('NFD')}/a.jpg` };
    expect(watchedPlace(metadata)).toEqual({ folder: 'Shoot', path: '겨울/a.jpg' });
    expect(otherFacts(metadata)).toEqual([]);
    expect(watchedPlace({ watch_folder: 1 })).toBeNull();
  });

  it('cuts long values', () => {
    const [fact] = otherFacts({ brief: 'a'.repeat(5000) });
    expect(fact?.value).toHaveLength(401);
  });

  it('has the workflow as ComfyUI opens it, whether it is kept as text or not', () => {
    expect(workflowOf({ workflow: '{"nodes":[]}' })).toBe('{"nodes":[]}');
    expect(JSON.parse(workflowOf({ workflow: { nodes: [1] } }) ?? '')).toEqual({ nodes: [1] });
    expect(workflowOf({ prompt: 'a' })).toBeNull();
  });
});
