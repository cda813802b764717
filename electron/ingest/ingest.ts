import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import PQueue from 'p-queue';
import type { CallOutput, CallParsed } from '../../shared/contract/index.ts';
import { type BrandId, batchIdSchema, type ProjectId, uploadIdSchema } from '../../shared/domain/ids.ts';
import { log } from '../log.ts';
import type { UploadBoard } from './board.ts';
import type { Journal } from './journal.ts';
import type { Pipeline } from './pipeline.ts';
import { type FoundFile, type Refused, scan } from './scan.ts';
import type { Spool } from './spool.ts';
import type { ResolveTarget, Target } from './target.ts';
import { cleanName, isFinal, type Upload } from './upload.ts';

export interface IngestParts {
  readonly board: UploadBoard;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly spool: Spool;
  readonly resolveTarget: ResolveTarget;
  /** What to do with duplicates where a drop does not say. */
  readonly defaultDuplicates: () => 'skip' | 'keep';
}

/** Files on their way at once: enough to keep disk, store and hashing busy together. */
const parallelFiles = 4;
/** Files are journaled and shown in groups of so many while folders are still being walked. */
const scanGroup = 200;

/** A file that goes to a place of its own, whatever the rest of its batch does. */
export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly brandId: BrandId;
  readonly projectId: ProjectId | null;
  readonly tags: readonly string[];
}

type AddInput = CallParsed<'ingest.addPaths'>;

/** Everything that comes into the library comes through here. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #queue = new PQueue({ concurrency: parallelFiles });

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** Answers at once; the files follow on the board. Asset of the same bytes in the brand are skipped or kept. */
  async addPaths(input: AddInput): Promise<CallOutput<'ingest.addPaths'>> {
    const target = await this.#parts.resolveTarget(input.target);
    const title = cleanName(basename(input.paths[0] ?? ''));
    const { batchId, signal } = this.#openBatch(title, target);
    void this.#scan({ input, target, batchId, title, signal });
    return { batchId };
  }

  /** Takes files that are known one by one; the batch stands for the first one's place. */
  async addEntries(title: string, entries: readonly Entry[]): Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    const { batchId, signal } = this.#openBatch(title, first);
    const uploads = entries.map(({ path, name, size, brandId, projectId, tags }) => {
      const found: FoundFile = { kind: 'file', path, name, folder: '', root: null, size };
      return newUpload({ found, batchId, target: { brandId, tags }, projectId, keepDuplicate: false });
    });
    await this.#accept(title, uploads, signal);
    this.#parts.board.endScan(batchId);
  }

  #openBatch(title: string, target: Pick<Target, 'brandId' | 'projectId'>) {
    const batchId = batchIdSchema.parse(randomUUID());
    const { brandId, projectId } = target;
    const signal = this.#parts.board.openBatch({
      id: batchId,
      createdAt: new Date(),
      title,
      brandId,
      projectId,
    });
    return { batchId, signal };
  }

  async #scan(drop: {
    input: AddInput;
    target: Target;
    batchId: Upload['batchId'];
    title: string;
    signal: AbortSignal;
  }): Promise<void> {
    const { input, target, batchId, title, signal } = drop;
    const keepDuplicate = (input.duplicates ?? this.#parts.defaultDuplicates()) === 'keep';
    let group: Upload[] = [];
    const flush = async (): Promise<void> => {
      const ready = group;
      group = [];
      await this.#accept(title, ready, signal);
    };
    try {
      for await (const found of scan(input.paths, signal)) {
        const projectId =
          input.target.foldersAsProjects && found.root !== null
            ? await target.projectFor(found.root)
            : target.projectId;
        group.push(newUpload({ found, batchId, target, projectId, keepDuplicate }));
        if (group.length >= scanGroup) await flush();
      }
      await flush();
    } catch (error) {
      if (!signal.aborted) log.error('scanning a drop failed', error);
    } finally {
      if (this.#parts.board.has(batchId)) this.#parts.board.endScan(batchId);
    }
  }

  /** Journals intents, then shows and queues them; refused ones are shown with their reason only. */
  async #accept(title: string, uploads: readonly Upload[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { board, journal } = this.#parts;
    await journal.record(
      title,
      uploads.filter(({ state }) => state === 'queued'),
    );
    for (const upload of uploads) board.add(upload);
    for (const upload of uploads) if (upload.state === 'queued') this.enqueue(upload);
  }

  enqueue(upload: Upload): void {
    void this.#queue.add(() => this.#parts.pipeline.run(upload));
  }

  /** The renderer will PUT the bytes to the temp bucket; `finishBytes` goes on from there. */
  async beginBytes(input: CallParsed<'ingest.beginBytes'>): Promise<CallOutput<'ingest.beginBytes'>> {
    const target = await this.#parts.resolveTarget(input.target);
    const title = cleanName(input.files[0]?.name ?? '');
    const { batchId } = this.#openBatch(title, target);
    const keepDuplicate = this.#parts.defaultDuplicates() === 'keep';
    const uploads = input.files.map(({ name, size }) => {
      const found: FoundFile = { kind: 'file', path: '', name, folder: '', root: null, size };
      const upload = newUpload({
        found,
        batchId,
        target,
        projectId: target.projectId,
        keepDuplicate,
        spooled: true,
      });
      upload.path = null;
      this.#parts.board.add(upload);
      return { id: upload.id, url: this.#parts.spool.uploadUrl(upload.id) };
    });
    this.#parts.board.endScan(batchId);
    return { batchId, uploads };
  }

  async finishBytes({
    uploadId,
    ok,
  }: CallParsed<'ingest.finishBytes'>): Promise<CallOutput<'ingest.finishBytes'>> {
    const { board, spool, journal } = this.#parts;
    const upload = board.find(uploadId);
    if (upload === null || upload.state !== 'queued' || upload.path !== null) return {};
    if (!ok) {
      board.step(upload, 'failed', { code: 'upload_failed', details: {}, retry: false });
      return {};
    }
    try {
      upload.path = await spool.fetch(upload.id, upload.name);
      await journal.record(upload.name, [upload]);
      this.enqueue(upload);
    } catch (error) {
      log.error('taking in pasted bytes failed', error);
      board.step(upload, 'failed', { code: 'upload_failed', details: {}, retry: false });
    }
    return {};
  }

  async cancel({ batchId, uploadId }: CallParsed<'ingest.cancel'>): Promise<void> {
    const { board } = this.#parts;
    if (uploadId === null) board.cancelBatch(batchId);
    const uploads = uploadId === null ? board.uploads(batchId) : [board.upload(batchId, uploadId)];
    for (const upload of uploads) await this.#cancelOne(upload);
  }

  async #cancelOne(upload: Upload): Promise<void> {
    const { board, pipeline } = this.#parts;
    if (upload.state === 'published' || upload.state === 'duplicate' || upload.state === 'cancelled') return;
    upload.abort.abort();
    // What is running ends in the pipeline; what waits or has failed ends here.
    if (upload.state === 'queued' || upload.state === 'failed') {
      board.step(upload, 'cancelled');
      await pipeline.abandon(upload);
    }
  }

  retry({ batchId, uploadId }: CallParsed<'ingest.retry'>): void {
    const { board } = this.#parts;
    const uploads =
      uploadId === null
        ? board.uploads(batchId).filter(({ state, error }) => state === 'failed' && error?.retry === true)
        : [board.upload(batchId, uploadId)];
    for (const upload of uploads) {
      if (upload.path === null || (upload.state !== 'failed' && upload.state !== 'cancelled')) continue;
      void this.#again(upload);
    }
  }

  async keepDuplicate({ batchId, uploadId }: CallParsed<'ingest.keepDuplicate'>): Promise<void> {
    const upload = this.#parts.board.upload(batchId, uploadId);
    if (upload.state !== 'duplicate') return;
    upload.keepDuplicate = true;
    upload.assetId = null;
    await this.#again(upload);
  }

  async #again(upload: Upload): Promise<void> {
    const { board, journal } = this.#parts;
    if (upload.abort.signal.aborted) upload.abort = new AbortController();
    board.step(upload, 'queued');
    try {
      await journal.forget([upload]);
      await journal.record(upload.name, [upload]);
      this.enqueue(upload);
    } catch (error) {
      log.error('queueing an upload again failed', error);
      board.step(upload, 'failed', { code: 'internal', details: {}, retry: true });
    }
  }

  /** Takes a finished batch off the board; what failed in it leaves nothing behind. */
  async dismiss({ batchId }: CallParsed<'ingest.dismiss'>): Promise<void> {
    const { board, pipeline } = this.#parts;
    const uploads = board.uploads(batchId);
    if (!uploads.every(({ state }) => isFinal(state))) return;
    for (const upload of uploads) if (upload.state === 'failed') await pipeline.abandon(upload);
    board.remove(batchId);
  }

  /** Waits for what is running to stop, so that the store and the database can be closed. Queued files stay journaled. */
  async close(): Promise<void> {
    this.#queue.pause();
    this.#queue.clear();
    await Promise.race([this.#queue.onIdle(), new Promise((resolve) => setTimeout(resolve, 3000))]);
  }
}

function newUpload(options: {
  found: FoundFile | Refused;
  batchId: Upload['batchId'];
  target: Pick<Target, 'brandId' | 'tags'>;
  projectId: ProjectId | null;
  keepDuplicate: boolean;
  spooled?: boolean;
}): Upload {
  const { found, batchId, target, projectId, keepDuplicate } = options;
  const refused = found.kind === 'refused';
  return {
    id: uploadIdSchema.parse(randomUUID()),
    batchId,
    path: found.path,
    spooled: options.spooled ?? false,
    name: cleanName(found.name),
    folder: found.folder,
    size: refused ? 0 : found.size,
    brandId: target.brandId,
    projectId,
    tags: target.tags,
    createdAt: new Date(),
    state: refused ? 'failed' : 'queued',
    sentBytes: 0,
    identity: null,
    assetId: null,
    ref: null,
    multipartId: null,
    keepDuplicate,
    error: refused ? { code: found.code, details: {}, retry: false } : null,
    abort: new AbortController(),
  };
}
