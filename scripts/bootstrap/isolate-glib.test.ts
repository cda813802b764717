import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { dynamicSymbols, isolateInstalledGlib, isolateSymbols } from './isolate-glib.mjs';

const modules = join(import.meta.dirname, '..', '..', 'node_modules');

function gnuHash(name: string): number {
  return Buffer.from(name, 'latin1').reduce((hash, byte) => (hash * 33 + byte) >>> 0, 5381);
}

/** libvips as it is installed for this machine, which the set-up has isolated already. */
function installedLibvips(): Buffer {
  const folder = join(modules, '@img', `sharp-libvips-linux-${process.arch}`, 'lib');
  const name = readdirSync(folder).find((file) => file.startsWith('libvips-cpp.so')) ?? '';
  return readFileSync(join(folder, name));
}

describe.runIf(process.platform === 'linux')('the GLib inside libvips', () => {
  it('shares no symbol with the GLib of the system', () => {
    const names = dynamicSymbols(installedLibvips()).map(({ name }) => name);
    expect(names.filter((name) => /^(g|glib)_/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith('h>')).length).toBeGreaterThan(1000);
    expect(names).toContain('vips_malloc');
  });

  it('keeps every name’s hash, so that the linker still finds it', () => {
    const names = dynamicSymbols(installedLibvips()).map(({ name }) => name);
    for (const name of names.filter((one) => one.startsWith('h>'))) {
      expect(gnuHash(name)).toBe(gnuHash(`g_${name.slice(2)}`));
    }
  });

  it('is left alone when it was done before', () => {
    expect(isolateInstalledGlib(modules)).toBe(0);
    expect(isolateSymbols(installedLibvips())).toBe(0);
  });

  it('still makes pictures', async () => {
    const picture = sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } });
    const { width, format } = await sharp(await picture.webp().toBuffer()).metadata();
    expect([width, format]).toEqual([8, 'webp']);
  });
});

it('refuses what is not a library', () => {
  expect(() => dynamicSymbols(Buffer.from('MZ not an ELF file at all'))).toThrow('ELF');
});
