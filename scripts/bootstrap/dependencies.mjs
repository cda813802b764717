import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './npm.mjs';

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} LockFile
 */

/**
 * Compares what the lock file asks for with what npm last wrote into node_modules (npm keeps a lock file of its own
 * there, written only when an install has succeeded, so that an interrupted install counts as none).
 * Optional packages may be absent: most are for another platform.
 *
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile | null} installed node_modules/.package-lock.json, null when there is none
 * @returns {'missing' | 'outdated' | 'current'}
 */
export function installState(wanted, installed) {
  if (installed === null) return 'missing';
  for (const [path, locked] of Object.entries(wanted.packages ?? {})) {
    if (path === '' || locked.link) continue;
    const present = installed.packages?.[path];
    if (present === undefined && (locked.optional || locked.devOptional || locked.peer)) continue;
    if (present?.version !== locked.version) return 'outdated';
  }
  return 'current';
}

/**
 * @param {string} path
 * @returns {LockFile | null}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Installs the exact packages of package-lock.json when they are missing or the lock file has changed.
 *
 * @param {string} root the project's folder
 * @throws {Error} with npm's own words and what to do
 */
export function ensureDependencies(root) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === null) throw new Error(`package-lock.json is missing or unreadable in ${root}.`);
  const state = installState(wanted, readLock(join(root, 'node_modules', '.package-lock.json')));
  if (state === 'current') return;

  const started = performance.now();
  const why = state === 'missing' ? 'first start' : 'the lock file has changed';
  process.stdout.write(`• Installing packages (${why}; this can take a few minutes) … `);
  const { ok, output } = runNpm(['ci', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: root });
  if (!ok) {
    process.stdout.write('failed\n');
    // npm names the cause first; its usage follows.
    const cause = output.trim().split('\n').slice(0, 15).join('\n');
    throw new Error(`npm could not install the packages:\n${cause}\nCheck the network, then try again.`);
  }
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}
