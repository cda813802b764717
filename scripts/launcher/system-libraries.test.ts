import { describe, expect, it } from 'vitest';
import { aptAdvice, aptCommand } from './apt.ts';
import { missingLibraries, packagesFor } from './system-libraries.ts';

const LDD = `	linux-vdso.so.1 (0x00007ffd)
	libffmpeg.so => not found
	libgtk-3.so.0 => not found
	libnss3.so => /lib/x86_64-linux-gnu/libnss3.so (0x00007f)
	libasound.so.2 => not found
	libgtk-3.so.0 => not found
`;

describe('missingLibraries', () => {
  it("names each library that ldd did not find once, without Electron's own", () => {
    expect(missingLibraries(LDD)).toEqual(['libgtk-3.so.0', 'libasound.so.2']);
  });

  it('finds nothing missing in the words of a static program', () => {
    expect(missingLibraries('	not a dynamic executable\n')).toEqual([]);
  });
});

describe('packagesFor', () => {
  it('names the packages once and what it does not know', () => {
    expect(packagesFor(['libgtk-3.so.0', 'libgdk-3.so.0', 'libasound.so.2', 'libnew.so.9'])).toEqual({
      packages: ['libgtk-3-0', 'libasound2'],
      unknown: ['libnew.so.9'],
    });
  });
});

describe('apt-get', () => {
  it('is run by sudo without a question unless we are root', () => {
    expect(aptCommand(['xvfb'], true)[0]).toBe('env');
    expect(aptCommand(['xvfb'], false).slice(0, 2)).toEqual(['sudo', '-n']);
    expect(aptCommand(['xvfb', 'xauth'], true).slice(-2)).toEqual(['xvfb', 'xauth']);
  });

  it('is advised with the exact command line', () => {
    expect(aptAdvice(['xvfb'])).toBe('sudo apt-get update && sudo apt-get install -y xvfb');
  });
});
