import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { MediaClient } from '../../electron/media/client.ts';
import { prepareTemplate } from '../../scripts/template/prepare.ts';
import { contract, type EventPayload } from '../../shared/contract/index.ts';
import type { BatchId } from '../../shared/domain/ids.ts';
import type { UploadFile, UploadTarget } from '../../shared/domain/upload.ts';
import { type OpenedLibrary, type OpenOptions, openLibrary, startMedia } from './open-library.ts';

type Progress = EventPayload<'ingest.progress'>;

export interface IngestSuite {
  readonly media: MediaClient;
  /** A folder for what the tests drop; gone afterwards. */
  readonly folder: string;
  /** What the tray was told so far. */
  readonly progress: readonly Progress[];
  readonly library: OpenedLibrary;
  /** Opens the library anew, after it was closed or its process ended. */
  open(options?: Partial<OpenOptions>): Promise<OpenedLibrary>;
  /** Drops paths and waits until nothing is on its way. Gives the files as the tray shows them. */
  drop(paths: readonly string[], target: UploadTarget): Promise<{ batchId: BatchId; files: UploadFile[] }>;
  files(batchId: BatchId): UploadFile[];
}

/** One real library for the tests of a file, opened before them and removed after. */
export function ingestSuite(options: Partial<OpenOptions> = {}): IngestSuite {
  const media = startMedia();
  const progress: Progress[] = [];
  let folder = '';
  let library: OpenedLibrary | undefined;

  const suite: IngestSuite = {
    media,
    progress,
    get folder() {
      return folder;
    },
    get library() {
      if (library === undefined) throw new Error('The library is not open');
      return library;
    },
    async open(more = {}) {
      library = await openLibrary({
        folder: join(folder, 'library'),
        media,
        publish: (name, payload) => {
          // Parsed as the window does, so that an event that it would refuse fails here.
          if (name === 'ingest.progress') progress.push(contract.ingest.progress.payload.parse(payload));
        },
        ...options,
        ...more,
      });
      return library;
    },
    async drop(paths, target) {
      const { batchId } = await suite.library.ingest.addPaths({ paths: [...paths], target });
      await suite.library.idle();
      return { batchId, files: suite.files(batchId) };
    },
    files: (batchId) => suite.library.board.files({ batchId, states: null, offset: 0, limit: 10_000 }).files,
  };

  beforeAll(async () => {
    await prepareTemplate();
    folder = await mkdtemp(join(tmpdir(), 'sparklio-ingest-'));
    await suite.open();
  });
  afterAll(async () => {
    await library?.close();
    media.dispose();
    await rm(folder, { recursive: true, force: true });
  });
  return suite;
}

/** Name → state, or the reason where it failed. */
export function outcomes(files: readonly UploadFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ name, state, error }) => [name, error?.code ?? state]));
}
