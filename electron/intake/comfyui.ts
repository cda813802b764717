import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ComfyInstall } from '../../shared/contract/intake.ts';
import { AppError } from '../errors.ts';

/** The node's folder below `custom_nodes`. */
const nodeName = 'sparklio_assets';
/** Written by the app beside the node: where the app's own folder is. */
const locationName = 'location.json';

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}

function notFound(): AppError {
  return new AppError('comfyui_not_found', 'There is no folder of custom nodes');
}

/**
 * ComfyUI's folder of custom nodes: the chosen one itself, one below it, or one in a ComfyUI below it, as the portable
 * edition has it. Throws `comfyui_not_found`.
 */
export async function findCustomNodes(chosen: string): Promise<string> {
  const below = [join(chosen, 'custom_nodes'), join(chosen, 'ComfyUI', 'custom_nodes')];
  const candidates = basename(chosen) === 'custom_nodes' ? [chosen, ...below] : below;
  for (const candidate of candidates) if (await isFolder(candidate)) return candidate;
  throw notFound();
}

/**
 * Puts the node into a folder of custom nodes, in place of one that is there. It is there whole or not at all: what
 * ComfyUI might load half-written bears a name that it skips.
 *
 * @param source the node as it comes with the app
 * @param intakeFolder where the node finds the app
 */
export async function installNode(source: string, customNodes: string, intakeFolder: string): Promise<void> {
  if (!(await isFolder(customNodes))) throw notFound();
  const place = join(customNodes, nodeName);
  const fresh = `${place}.${randomUUID()}.disabled`;
  const old = `${place}.${randomUUID()}.disabled`;
  try {
    await mkdir(fresh);
    // Copied by hand's rights: what comes with a packaged app may be read-only.
    await cp(source, fresh, { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
    await writeFile(join(fresh, locationName), `${JSON.stringify({ folder: intakeFolder }, null, 2)}\n`);
    const replaces = await isFolder(place);
    if (replaces) await rename(place, old);
    await rename(fresh, place);
    if (replaces) await rm(old, { recursive: true, force: true });
  } catch (error) {
    if (!(await isFolder(place)) && (await isFolder(old))) await rename(old, place);
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined);
    throw fileTrouble(error);
  }
}

/** Takes the node out again. Something else under its name is left as it is. */
export async function removeNode(customNodes: string): Promise<void> {
  const place = join(customNodes, nodeName);
  const isOurs = (await stat(join(place, locationName)).catch(() => null)) !== null;
  if (!isOurs) return;
  try {
    await rm(place, { recursive: true, force: true });
  } catch (error) {
    throw fileTrouble(error);
  }
}

/** Compares the node that is there with the one that comes with the app. */
export async function nodeState(source: string, customNodes: string): Promise<ComfyInstall['state']> {
  const place = join(customNodes, nodeName);
  if (!(await isFolder(place))) return 'missing';
  const names = (await readdir(source)).filter((name) => name !== '__pycache__');
  for (const name of names) {
    const [ours, theirs] = await Promise.all([
      readFile(join(source, name)),
      readFile(join(place, name)).catch(() => null),
    ]);
    if (theirs === null || !ours.equals(theirs)) return 'outdated';
  }
  return 'current';
}

function fileTrouble(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new AppError('permission_denied', "ComfyUI's folder can't be written to", {}, true, error);
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk_full', 'The disk is full', {}, true, error);
  }
  return error;
}
