import { describe, expect, it } from 'vitest';
import { electronEnv, electronSwitches } from './electron-arguments.ts';

describe('electronSwitches', () => {
  it("switches Chromium's sandbox off for root on Linux only", () => {
    expect(electronSwitches('linux', 0)).toContain('--no-sandbox');
    expect(electronSwitches('linux', 1000)).not.toContain('--no-sandbox');
    expect(electronSwitches('darwin', 0)).not.toContain('--no-sandbox');
    expect(electronSwitches('win32', undefined)).toEqual([]);
  });
});

describe('electronEnv', () => {
  it('keeps Electron from starting as a plain Node.js', () => {
    expect(electronEnv({ ELECTRON_RUN_AS_NODE: '1', A: 'b' })).not.toHaveProperty('ELECTRON_RUN_AS_NODE');
  });

  it('gives a UTF-8 character type where the locale has none', () => {
    expect(electronEnv({}, undefined, 'linux').LC_CTYPE).toBe('C.UTF-8');
    expect(electronEnv({ LC_ALL: 'C', LANG: 'ko_KR.UTF-8' }, undefined, 'linux')).toEqual({
      LANG: 'ko_KR.UTF-8',
      LC_CTYPE: 'C.UTF-8',
    });
  });

  it("leaves a UTF-8 locale and other platforms' environments as they are", () => {
    expect(electronEnv({ LANG: 'ko_KR.utf8' }, undefined, 'linux')).toEqual({ LANG: 'ko_KR.utf8' });
    expect(electronEnv({}, undefined, 'darwin')).toEqual({});
  });

  it('names the display that was asked for', () => {
    expect(electronEnv({ DISPLAY: ':0' }, ':7').DISPLAY).toBe(':7');
  });
});
