import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClipState } from '../../../shared/contract/embedding.ts';
import type { ClipModelId } from '../../../shared/domain/servers.ts';
import { log } from '../../log.ts';
import { type ClipModel, clipModels, type ModelFile } from './catalogue.ts';
import { downloadModel, isInPlace, type ModelSource } from './download/download-model.ts';
import { partPath, sizeOnDisk } from './download/part.ts';
import { DownloadError, type DownloadProblem, fromDisk } from './download/problem.ts';
import { Rate } from './download/rate.ts';
import type { Fetch } from './download/request.ts';
import type { HashFile } from './download/verify.ts';
import { modelFolder } from './embedder.ts';

export const HUB = 'https://huggingface.co';

export interface ClipModelsOptions {
  readonly modelsDir: string;
  readonly hash: HashFile;
  /** At most twice a second while bytes arrive, and at every turn. */
  readonly onChange: (state: ClipState) => void;
  readonly fetch?: Fetch;
  readonly hub?: string;
  readonly idleMs?: number;
  readonly retryMs?: number;
  readonly models?: Readonly<Record<ClipModelId, ClipModel>>;
}

export type ClipSource =
  | { readonly kind: 'hub' }
  | { readonly kind: 'mirror'; readonly url: string }
  | { readonly kind: 'folder'; readonly path: string };

/** The CLIP models of this computer: what is there of them, and how they get there. */
export interface ClipModels {
  readonly modelsDir: string;
  states(): Promise<ClipState[]>;
  isReady(model: ClipModelId): Promise<boolean>;
  /** Starts or resumes; answers as soon as it has begun. One that runs already goes on. */
  download(model: ClipModelId, source: ClipSource): Promise<ClipState>;
  /** Settles when a download that runs has ended, well or not. */
  settled(model: ClipModelId): Promise<ClipState>;
  /** Stops a download; what arrived stays. */
  cancel(model: ClipModelId): Promise<ClipState>;
  /** Removes the files, stopping their download. Whoever uses the model is told `model_missing` from then on. */
  remove(model: ClipModelId): Promise<ClipState>;
  close(): Promise<void>;
}

const IDLE_MS = 30_000;
const RETRY_MS = 1_000;
const EVENTS_EVERY_MS = 500;

interface Run {
  readonly controller: AbortController;
  readonly rate: Rate;
  readonly done: Promise<void>;
  verifying: boolean;
  eventAt: number;
}

interface Tracked {
  /** Bytes as the server told them, by path. */
  readonly told: Map<string, number>;
  /** Bytes that arrived of the file under way. */
  readonly arrived: Map<string, number>;
  run: Run | null;
  problem: DownloadProblem | null;
  /** The last state that is being told; they go out one after the other. */
  telling: Promise<unknown>;
}

export function createClipModels(options: ClipModelsOptions): ClipModels {
  const { modelsDir, hash, onChange, fetch = globalThis.fetch, hub = HUB } = options;
  const models = options.models ?? clipModels;
  const tracked = new Map<ClipModelId, Tracked>();

  function trackedOf(id: ClipModelId): Tracked {
    const known = tracked.get(id);
    if (known !== undefined) return known;
    const fresh = {
      told: new Map(),
      arrived: new Map(),
      run: null,
      problem: null,
      telling: Promise.resolve(),
    };
    tracked.set(id, fresh);
    return fresh;
  }

  /** Of the files that are there, what they have; of the others what is known. */
  async function fileState(model: ClipModel, file: ModelFile) {
    const { told, arrived } = trackedOf(model.id);
    const path = join(modelFolder(modelsDir, model.id), ...file.path.split('/'));
    if (await isInPlace(modelFolder(modelsDir, model.id), file)) {
      const bytes = await sizeOnDisk(path);
      return { file, complete: true, known: true, bytes, have: bytes };
    }
    const toldBytes = told.get(file.path);
    const bytes = file.exact ? file.bytes : (toldBytes ?? file.bytes);
    const have = arrived.get(file.path) ?? (await sizeOnDisk(partPath(path)));
    return { file, complete: false, known: file.exact || toldBytes !== undefined, bytes, have };
  }

  async function stateOf(id: ClipModelId): Promise<ClipState> {
    const model = models[id];
    const { run, problem } = trackedOf(id);
    const files = await Promise.all(model.files.map((file) => fileState(model, file)));
    const ready = files.every(({ complete }) => complete);
    const state = run === null ? (ready ? 'ready' : problem === null ? 'absent' : 'failed') : running(run);
    return {
      model: id,
      totalBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      sizeKnown: files.every(({ known }) => known),
      haveBytes: files.reduce((sum, { have, bytes }) => sum + Math.min(have, bytes), 0),
      files: files.map(({ file, bytes }) => ({ name: file.path, bytes, sha256: file.sha256 })),
      dimensions: model.dimensions,
      languages: model.languages,
      state,
      bytesPerSecond: state === 'downloading' ? (run?.rate.bytesPerSecond ?? null) : null,
      problem: state === 'failed' ? problem : null,
    };
  }

  const running = ({ verifying }: Run): ClipState['state'] => (verifying ? 'verifying' : 'downloading');

  function tell(id: ClipModelId): Promise<ClipState> {
    const track = trackedOf(id);
    const telling = track.telling.then(async () => {
      const state = await stateOf(id);
      onChange(state);
      return state;
    });
    track.telling = telling.catch(() => undefined);
    return telling;
  }

  function start(id: ClipModelId, source: ModelSource): void {
    const model = models[id];
    const track = trackedOf(id);
    const controller = new AbortController();
    const begun = new Map<string, number>();
    track.problem = null;
    track.arrived.clear();
    const work = async (): Promise<void> => {
      await downloadModel({
        model,
        modelDir: modelFolder(modelsDir, id),
        source,
        fetch,
        hash,
        signal: controller.signal,
        idleMs: options.idleMs ?? IDLE_MS,
        retryMs: options.retryMs ?? RETRY_MS,
        onProgress: (file, have, total) => {
          track.arrived.set(file.path, have);
          if (total !== null) track.told.set(file.path, total);
          if (!begun.has(file.path)) begun.set(file.path, have);
          progressed(id, sum(track.arrived) - sum(begun));
        },
        onVerifying: (verifying) => {
          if (track.run !== null) track.run.verifying = verifying;
          void tell(id);
        },
      });
    };
    const done = Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = error instanceof DownloadError ? error : fromDisk(error);
        track.problem = failure.problem;
        log.warn('a model was not downloaded', { model: id, problem: failure.problem, why: failure.message });
      })
      .then(async () => {
        track.arrived.clear();
        track.run = null;
        await tell(id);
      });
    track.run = { controller, rate: new Rate(), done, verifying: false, eventAt: 0 };
  }

  function progressed(id: ClipModelId, bytes: number): void {
    const { run } = trackedOf(id);
    if (run === null) return;
    const now = performance.now();
    if (now - run.eventAt < EVENTS_EVERY_MS) return;
    run.eventAt = now;
    run.rate.add(now, bytes);
    void tell(id);
  }

  async function stop(id: ClipModelId): Promise<void> {
    const { run } = trackedOf(id);
    run?.controller.abort();
    await run?.done;
  }

  const isReady = async (id: ClipModelId): Promise<boolean> => (await stateOf(id)).state === 'ready';

  return {
    modelsDir,
    isReady,
    states: () => Promise.all(Object.values(models).map(({ id }) => stateOf(id))),
    async download(id, source) {
      if (trackedOf(id).run === null && !(await isReady(id)) && trackedOf(id).run === null) {
        start(id, source.kind === 'folder' ? source : { kind: 'url', base: baseOf(source, hub) });
        return tell(id);
      }
      return stateOf(id);
    },
    async settled(id) {
      await trackedOf(id).run?.done;
      return stateOf(id);
    },
    async cancel(id) {
      await stop(id);
      return stateOf(id);
    },
    async remove(id) {
      await stop(id);
      trackedOf(id).problem = null;
      await rm(modelFolder(modelsDir, id), { recursive: true, force: true, maxRetries: 3 });
      return tell(id);
    },
    async close() {
      await Promise.all(Object.values(models).map(({ id }) => stop(id)));
    },
  };
}

const baseOf = (source: Exclude<ClipSource, { kind: 'folder' }>, hub: string): string =>
  source.kind === 'mirror' ? source.url : hub;

const sum = (numbers: ReadonlyMap<string, number>): number =>
  [...numbers.values()].reduce((total, value) => total + value, 0);
