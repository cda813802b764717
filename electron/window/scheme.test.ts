import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';
import { resolveAsset } from './resolve-asset.ts';

const root = join(sep, 'app', 'renderer');

describe('the app’s own scheme', () => {
  it('gives files below its folder only', () => {
    expect(resolveAsset(root, '/')).toBe(join(root, 'index.html'));
    expect(resolveAsset(root, '/assets/main.js')).toBe(join(root, 'assets', 'main.js'));
    expect(resolveAsset(root, '/../main/main.js')).toBeNull();
    expect(resolveAsset(root, '/%2e%2e/%2e%2e/etc/passwd')).toBeNull();
    expect(resolveAsset(root, '/%00')).toBeNull();
    expect(resolveAsset(root, '/%')).toBeNull();
  });
});

it('the policy allows pictures from the store’s exact origin and nothing else from outside', () => {
  const policy = contentSecurityPolicy(['http://127.0.0.1:4123']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("img-src 'self' data: blob: http://127.0.0.1:4123");
  expect(policy).toMatch(/script-src 'self' 'wasm-unsafe-eval';/);
  expect(policy).not.toContain('*');
  expect(policy).not.toContain("'unsafe-eval'");
});
