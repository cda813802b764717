import { installDebianPackages } from './apt.ts';
import { runCommand } from './command.ts';
import { LauncherError } from './report.ts';

/** Which Debian package has which shared library, for everything Electron links against. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  'libasound.so.2': 'libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libdrm.so.2': 'libdrm2',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgdk_pixbuf-2.0.so.0': 'libgdk-pixbuf-2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libudev.so.1': 'libudev1',
  'libX11.so.6': 'libx11-6',
  'libX11-xcb.so.1': 'libx11-xcb1',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libXrandr.so.2': 'libxrandr2',
  'libXss.so.1': 'libxss1',
  'libXtst.so.6': 'libxtst6',
};

/** Opened at run time only when they are there: notifications and the keyring. Installed along with the others. */
const OPENED_AT_RUN_TIME = ['libnotify4', 'libsecret-1-0'];

/** The libraries that `ldd` could not find, from its output. */
export function missingLibraries(lddOutput: string): readonly string[] {
  const missing = new Set<string>();
  for (const match of lddOutput.matchAll(/^\s*(\S+) => not found/gm)) {
    const library = match[1];
    // Electron's own come with it, beside the executable.
    if (library !== undefined && library !== 'libffmpeg.so') missing.add(library);
  }
  return [...missing];
}

/** The Debian packages that have the libraries, and the libraries that none is known for. */
export function packagesFor(libraries: readonly string[]): { packages: string[]; unknown: string[] } {
  const packages = new Set<string>();
  const unknown: string[] = [];
  for (const library of libraries) {
    const name = PACKAGE_OF[library];
    if (name === undefined) unknown.push(library);
    else packages.add(name);
  }
  return { packages: [...packages], unknown };
}

async function findMissing(executable: string): Promise<readonly string[]> {
  return missingLibraries((await runCommand('ldd', [executable])).output);
}

/**
 * Makes sure that the shared libraries Electron links against are on this machine. Linux only; elsewhere nothing.
 *
 * @throws LauncherError naming what is missing and what to run
 */
export async function ensureSystemLibraries(executable: string): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = await findMissing(executable);
  if (missing.length === 0) return;
  const { packages, unknown } = packagesFor(missing);
  if (packages.length > 0) {
    await installDebianPackages('the system libraries of Electron', [...packages, ...OPENED_AT_RUN_TIME]);
  }
  const left = unknown.length > 0 ? unknown : await findMissing(executable);
  if (left.length > 0) {
    throw new LauncherError(`Electron can't start: these system libraries are missing: ${left.join(', ')}.`);
  }
}
