import { describe, expect, it } from 'vitest';
import { changeEndpoint, checkEndpoint, endpointValues } from './endpoint-form.ts';

const stored = {
  kind: 'endpoint',
  adapter: 'vllm',
  url: 'https://gpu.example:8000/v1',
  model: 'm',
} as const;

describe('the form of an endpoint', () => {
  it('begins with the endpoint in use and keeps its key', () => {
    expect(endpointValues(stored, true)).toEqual({ adapter: 'vllm', url: stored.url, model: 'm', key: null });
    expect(endpointValues({ kind: 'builtin' }, false).url).toBe('');
  });

  it('keeps the stored key for the same server only', () => {
    const values = endpointValues(stored, true);
    expect(changeEndpoint(values, { url: 'https://gpu.example:8000' }, stored).key).toBeNull();
    expect(changeEndpoint(values, { model: 'n' }, stored).key).toBeNull();
    expect(changeEndpoint(values, { url: 'http://gpu.example:8000/v1' }, stored).key).toBe('');
    expect(changeEndpoint(values, { url: 'https://else.example' }, stored).key).toBe('');
  });

  it('is a choice once its address is one', () => {
    const values = { ...endpointValues(null, false), url: ' http://gpu:7997 ' };
    expect(checkEndpoint(values)).toEqual({
      ok: true,
      choice: { kind: 'endpoint', adapter: 'infinity', url: 'http://gpu:7997', model: '' },
    });
  });

  it.each([
    ['', { url: true }],
    ['gpu:7997', { url: true }],
    ['http://me:secret@gpu:7997', { url: true }],
  ])('refuses the address %s', (url, problems) => {
    expect(checkEndpoint({ ...endpointValues(null, false), url })).toEqual({ ok: false, problems });
  });

  it('refuses a name that no model has', () => {
    const values = { ...endpointValues(null, false), url: 'http://gpu:7997', model: 'm'.repeat(201) };
    expect(checkEndpoint(values)).toEqual({ ok: false, problems: { model: true } });
  });
});
