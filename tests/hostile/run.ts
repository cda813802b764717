import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { toMediaError } from '../../electron/media/errors.ts';
import type { RenderOutput } from '../../electron/media/protocol.ts';
import type { Ground } from './ground.ts';
import { type HostileFile, SECRET, SECRET_COLOR } from './hostile-file.ts';
import type { ObservedWorker } from './observed-worker.ts';

export interface Ending {
  readonly file: HostileFile;
  /** A picture was made of it, or facts only, or it was refused as a whole with `reason`. */
  readonly became: 'preview' | 'facts' | 'refused' | 'not makeable here';
  /** Code of the problem or the refusal. */
  readonly reason: string | null;
  readonly detail: string;
  readonly milliseconds: number;
  readonly leaked: boolean;
}

const LARGE = 64 * 1024 * 1024;

/** Takes one file as ingest and the render job do: probe, hash, render. Never fails. */
export async function endOf(file: HostileFile, ground: Ground, worker: ObservedWorker): Promise<Ending> {
  const folder = join(ground.files, randomUUID());
  await mkdir(folder);
  const done = worker.reading(file.id);
  let started = performance.now();
  const ending = (became: Ending['became'], reason: string | null, detail = '', leaked = false): Ending => {
    return { file, became, reason, detail, leaked, milliseconds: Math.round(performance.now() - started) };
  };
  try {
    const path = join(folder, file.name);
    try {
      await file.make(path);
    } catch (error) {
      // File systems differ in what they allow; a hostile file that can't be is harmless.
      return ending('not makeable here', null, String(error));
    }
    started = performance.now();
    return await read(path, file, worker, ending);
  } finally {
    done();
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(
  path: string,
  file: HostileFile,
  { client }: ObservedWorker,
  ending: (became: Ending['became'], reason: string | null, detail?: string, leaked?: boolean) => Ending,
): Promise<Ending> {
  try {
    const { mime } = await client.probe({ path, name: file.name });
    const { size } = await lstat(path);
    if (size < LARGE) await client.hash({ path });
    const source = { kind: 'path', path } as const;
    const output = await client.render({ source, mime, name: file.name, outputs: {} });
    const leaked = file.reaches && (await holdsSecret(output));
    const { problem, renditions } = output;
    return ending(
      renditions.length > 0 ? 'preview' : 'facts',
      problem?.code ?? null,
      problem?.detail,
      leaked,
    );
  } catch (error) {
    const { code, message } = toMediaError(error);
    return ending('refused', code, message, message.includes(SECRET));
  }
}

/** Whether the secret text is among the facts, or the secret colour in a rendition. */
export async function holdsSecret({ renditions, ...facts }: RenderOutput): Promise<boolean> {
  if (JSON.stringify(facts).includes(SECRET)) return true;
  const preview = renditions.find(({ kind }) => kind === 'preview')?.data;
  if (preview === undefined) return false;
  const { data, info } = await sharp(preview).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += info.channels) {
    const distance = SECRET_COLOR.reduce((sum, value, c) => sum + Math.abs(value - (data[at + c] ?? 0)), 0);
    if (distance < 60) return true;
  }
  return false;
}

/** All of them, as many at once as the app has on their way to the worker. */
export async function endAll(
  files: readonly HostileFile[],
  ground: Ground,
  worker: ObservedWorker,
  onEnding: (ending: Ending) => void = () => undefined,
): Promise<Ending[]> {
  const waiting = [...files];
  const endings: Ending[] = [];
  const lane = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const ending = await endOf(file, ground, worker);
      endings.push(ending);
      onEnding(ending);
    }
  };
  await Promise.all([lane(), lane(), lane()]);
  return endings;
}
