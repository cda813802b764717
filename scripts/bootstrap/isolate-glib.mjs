/**
 * Keeps sharp's own GLib apart from the one that Electron's Linux binary is linked with.
 *
 * libvips-cpp.so carries a GLib and exports its symbols; in an Electron process the dynamic linker binds many of
 * them to the system's GLib instead, so that objects of one are released by the other: pictures leak or the
 * process dies. Giving the bundled symbols names that nobody else has ends that. Only names inside
 * the string tables of libvips and of sharp's addon change, in place.
 *
 * A name is changed by raising its first byte by one and lowering its second by 33. GNU hash is
 * h × 33 + c, so the hash of the name stays the same and the hash table stays valid.
 */
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ELF64_LITTLE_ENDIAN = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
const SHT_DYNSYM = 11;
const SYMBOL_BYTES = 24;
const bundledGlib = /^(?:g|glib)_/;

/**
 * The dynamic symbols of an ELF file: the place of each name in the file, and the name.
 *
 * @param {Buffer} file
 * @returns {{ at: number; name: string }[]}
 */
export function dynamicSymbols(file) {
  if (!ELF64_LITTLE_ENDIAN.every((byte, index) => file[index] === byte))
    throw new Error('Not a 64-bit ELF file');
  const sections = Number(file.readBigUInt64LE(0x28));
  const size = file.readUInt16LE(0x3a);
  const count = file.readUInt16LE(0x3c);
  const header = (/** @type {number} */ index) => sections + index * size;
  const dynsym = Array.from({ length: count }, (_, index) => header(index)).find(
    (at) => file.readUInt32LE(at + 4) === SHT_DYNSYM,
  );
  if (dynsym === undefined) throw new Error('No dynamic symbols');
  const table = Number(file.readBigUInt64LE(dynsym + 0x18));
  const bytes = Number(file.readBigUInt64LE(dynsym + 0x20));
  const strings = Number(file.readBigUInt64LE(header(file.readUInt32LE(dynsym + 0x28)) + 0x18));
  return Array.from({ length: bytes / SYMBOL_BYTES }, (_, index) => {
    const at = strings + file.readUInt32LE(table + index * SYMBOL_BYTES);
    return { at, name: file.toString('latin1', at, file.indexOf(0, at)) };
  });
}

/**
 * Renames the symbols of the bundled GLib; the answer is how many there were (none in a file done before).
 * String tables share tails, so a name that ends in a renamed one (`vips_g_thread_new`) changes along with it,
 * everywhere in the file alike and without a change of its hash.
 *
 * @param {Buffer} file changed in place
 * @returns {number}
 */
export function isolateSymbols(file) {
  const glib = dynamicSymbols(file).filter(({ name }) => bundledGlib.test(name));
  const places = new Set(glib.map(({ at }) => at));
  for (const at of places) {
    file.writeUInt8(file.readUInt8(at) + 1, at);
    file.writeUInt8(file.readUInt8(at + 1) - 33, at + 1);
  }
  return places.size;
}

/**
 * Isolates a libvips and the addon that is linked with it. Throws, leaving nothing usable in the buffers, when the
 * addon would then miss a symbol that libvips gave it before.
 *
 * @param {Buffer} libvips changed in place
 * @param {Buffer} addon changed in place
 * @returns {boolean} whether there was anything to do
 */
export function isolatePair(libvips, addon) {
  const namesOf = (/** @type {Buffer} */ file) => dynamicSymbols(file).map(({ name }) => name);
  const given = new Set(namesOf(libvips));
  const wanted = namesOf(addon);
  const renamed = isolateSymbols(libvips) + isolateSymbols(addon);
  const givenNow = new Set(namesOf(libvips));
  const wantedNow = namesOf(addon);
  const lost = wantedNow.find((name, index) => given.has(wanted[index] ?? '') && !givenNow.has(name));
  if (lost !== undefined) throw new Error(`The addon of sharp would miss ${lost}`);
  return renamed > 0;
}

/** @param {string} folder @param {RegExp} pattern */
function filesIn(folder, pattern) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => pattern.test(name));
  return names.map((name) => join(folder, name));
}

/** @param {string} path @param {Buffer} content */
function replace(path, content) {
  writeFileSync(`${path}.new`, content, { mode: 0o755 });
  renameSync(`${path}.new`, path);
}

/**
 * Does it for every Linux build of sharp that is installed. What is done is left alone; files are replaced whole.
 *
 * @param {string} modules the `node_modules` folder
 * @returns {number} builds that were changed
 */
export function isolateInstalledGlib(modules) {
  let changed = 0;
  for (const folder of filesIn(join(modules, '@img'), /^sharp-libvips-linux-/)) {
    const [libvips] = filesIn(join(folder, 'lib'), /^libvips-cpp\.so/);
    const [addon] = filesIn(join(folder.replace('sharp-libvips-', 'sharp-'), 'lib'), /\.node$/);
    if (libvips === undefined || addon === undefined) continue;
    const library = readFileSync(libvips);
    const module = readFileSync(addon);
    if (!isolatePair(library, module)) continue;
    replace(libvips, library);
    replace(addon, module);
    changed += 1;
  }
  return changed;
}
