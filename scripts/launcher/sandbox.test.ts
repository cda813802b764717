import { describe, expect, it } from 'vitest';
import { canSandbox } from './sandbox.ts';

describe("Chromium's sandbox", () => {
  const ordinary = { isRoot: false, appArmorRestricts: '', namespacesAllowed: '', helperIsSetUid: false };

  it('works where the kernel has no restriction', () => {
    expect(canSandbox(ordinary)).toBe(true);
    expect(canSandbox({ ...ordinary, appArmorRestricts: '0\n', namespacesAllowed: '1\n' })).toBe(true);
  });

  it('does not work where namespaces are kept from ordinary users', () => {
    expect(canSandbox({ ...ordinary, appArmorRestricts: '1\n' })).toBe(false);
    expect(canSandbox({ ...ordinary, namespacesAllowed: '0\n' })).toBe(false);
  });

  it('works there too with the set-uid helper', () => {
    expect(canSandbox({ ...ordinary, appArmorRestricts: '1\n', helperIsSetUid: true })).toBe(true);
  });
});
