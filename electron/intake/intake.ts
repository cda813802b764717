import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallParsed } from '../../shared/contract/index.ts';
import type { IntakeStatus } from '../../shared/contract/intake.ts';
import type { LibraryStatus } from '../../shared/contract/library.ts';
import type { OpenLibrary } from '../connection/compose.ts';
import type { Access } from '../connection/health/gate.ts';
import { AppError } from '../errors.ts';
import { log } from '../log.ts';
import type { LibraryId } from '../settings/installation.ts';
import { ApiError } from './api/errors.ts';
import { createToken, hashToken } from './api/guard.ts';
import { createApiHandlers } from './api/handlers.ts';
import { type ApiServer, host, startApiServer } from './api/server.ts';
import { findCustomNodes, installNode, nodeState, removeNode } from './comfyui.ts';
import { type IntakeConfig, type IntakeConfigStore, openIntakeConfig } from './config.ts';
import { writeConnection } from './connection-file.ts';
import { SpoolFolder } from './spool-folder.ts';
import { type OpenIntakeLibrary, ParcelTaker } from './taker.ts';

/** What the intake sees of the session. */
export interface IntakeSession {
  readonly status: LibraryStatus;
  readonly current: LibraryId | null;
  readonly library: OpenLibrary;
}

export interface IntakeOptions {
  /** The intake's own folder: settings, the node's connection, the spool folder. */
  readonly folder: string;
  /** The ComfyUI node as it comes with the app. */
  readonly nodeSource: string;
  readonly session: IntakeSession;
  readonly version: string;
  readonly onChange: (status: IntakeStatus) => void;
}

/** Larger files than any that a script hands in by HTTP; the store takes 5 TiB. */
const maxFileBytes = 100 * 1024 ** 3;

/** The ways in for programs on this computer: the endpoint for scripts, the ComfyUI node, the spool folder. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #config: IntakeConfigStore;
  readonly #spool: SpoolFolder;
  readonly #taker: ParcelTaker;
  /** Drawn for this run of the app. */
  readonly #nodeToken = createToken();
  #server: ApiServer | null = null;
  #problem: IntakeStatus['api']['problem'] = null;
  /** One change of the server at a time. */
  #turn: Promise<void> = Promise.resolve();
  #told = '';

  private constructor(options: IntakeOptions, config: IntakeConfigStore) {
    this.#options = options;
    this.#config = config;
    this.#spool = new SpoolFolder(join(options.folder, 'spool'));
    this.#taker = new ParcelTaker({
      folder: this.#spool,
      open: () => this.#open(),
      onChange: () => this.#tell(),
    });
    log.hide(this.#nodeToken);
  }

  static async open(options: IntakeOptions): Promise<Intake> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const intake = new Intake(options, await openIntakeConfig(options.folder));
    await intake.#taker.start();
    await intake.#listen();
    return intake;
  }

  #open(): OpenIntakeLibrary | null {
    const { session } = this.#options;
    const { status, current } = session;
    if (status.state !== 'open' || current === null) return null;
    return { id: current, name: status.name, library: session.library };
  }

  #isOffline({ library }: OpenIntakeLibrary): boolean {
    return library.health.isOffline;
  }

  #require(access: Access): OpenIntakeLibrary {
    const open = this.#open();
    if (open === null) throw new ApiError(503, 'library_not_open', 'No library is open in Sparklio Assets');
    if (access === 'write' && open.library.access !== 'write') {
      throw new ApiError(403, 'read_only', 'The open library can only be read');
    }
    if (this.#isOffline(open)) throw new ApiError(503, 'offline', "The library's servers do not answer");
    return open;
  }

  /** Another library is open, or none. */
  async libraryChanged(): Promise<void> {
    this.#taker.libraryChanged();
    await this.#inTurn(() => this.#writeConnection());
  }

  /** Something of the open library is another now: a brand that was missing may be there. */
  lookAgain(): void {
    this.#taker.lookForPlaces();
  }

  async status(): Promise<IntakeStatus> {
    const { api, comfyui } = this.#config.get();
    const waiting = this.#taker.waiting();
    return {
      api: {
        enabled: api.enabled,
        port: api.port,
        allowPaths: api.allowPaths,
        tokenCreatedAt: api.tokenCreatedAt,
        url: api.enabled ? this.#url : null,
        problem: this.#problem,
      },
      comfyui: {
        enabled: comfyui.enabled,
        installs: await Promise.all(
          comfyui.folders.map(async (folder) => ({
            folder,
            state: await nodeState(this.#options.nodeSource, folder),
          })),
        ),
      },
      waiting: {
        noLibrary: waiting.no_library,
        otherLibrary: waiting.other_library,
        brandNotFound: waiting.brand_not_found,
        projectNotFound: waiting.project_not_found,
        failed: waiting.failed,
        setAside: await this.#spool.countAside(),
      },
    };
  }

  get #url(): string | null {
    return this.#server === null ? null : `http://${host}:${this.#server.port}`;
  }

  #tell(): void {
    this.status()
      .then((status) => {
        const now = JSON.stringify(status);
        if (now === this.#told) return;
        this.#told = now;
        this.#options.onChange(status);
      })
      .catch((error: unknown) => log.warn('the state of the intake', { message: String(error) }));
  }

  async update({ api, comfyui }: CallParsed<'intake.update'>): Promise<IntakeStatus> {
    await this.#change((now) => ({
      ...now,
      api: {
        ...now.api,
        enabled: api?.enabled ?? now.api.enabled,
        port: api?.port === undefined ? now.api.port : api.port,
        allowPaths: api?.allowPaths ?? now.api.allowPaths,
      },
      comfyui: { ...now.comfyui, enabled: comfyui?.enabled ?? now.comfyui.enabled },
    }));
    return await this.status();
  }

  async createToken(): Promise<string> {
    const token = createToken();
    log.hide(token);
    await this.#config.change((now) => ({
      ...now,
      api: {
        ...now.api,
        tokenHash: hashToken(token).toString('hex'),
        tokenCreatedAt: new Date().toISOString(),
      },
    }));
    this.#tell();
    return token;
  }

  /** Gives the folder of custom nodes that it was put into. */
  async installNode(chosen: string): Promise<string> {
    const { nodeSource, folder } = this.#options;
    const customNodes = await findCustomNodes(chosen);
    await installNode(nodeSource, customNodes, folder);
    await this.#change((now) => ({
      ...now,
      comfyui: { enabled: true, folders: [...new Set([...now.comfyui.folders, customNodes])] },
    }));
    return customNodes;
  }

  async updateNode(folder: string): Promise<IntakeStatus> {
    this.#requireInstall(folder);
    await installNode(this.#options.nodeSource, folder, this.#options.folder);
    this.#tell();
    return await this.status();
  }

  async removeNode(folder: string): Promise<IntakeStatus> {
    this.#requireInstall(folder);
    await removeNode(folder);
    await this.#change((now) => {
      const folders = now.comfyui.folders.filter((other) => other !== folder);
      return { ...now, comfyui: { enabled: now.comfyui.enabled && folders.length > 0, folders } };
    });
    return await this.status();
  }

  #requireInstall(folder: string): void {
    if (!this.#config.get().comfyui.folders.includes(folder)) {
      throw new AppError('not_found', 'The node was not put there');
    }
  }

  async retry(): Promise<IntakeStatus> {
    await this.#taker.retry();
    return await this.status();
  }

  async #change(next: (now: IntakeConfig) => IntakeConfig): Promise<void> {
    await this.#inTurn(async () => {
      await this.#config.change(next);
      await this.#apply();
    });
    this.#tell();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #listen(): Promise<void> {
    return this.#inTurn(() => this.#apply());
  }

  /** Brings the server to what the settings say. */
  async #apply(): Promise<void> {
    const { api, comfyui } = this.#config.get();
    const wanted = api.enabled || comfyui.enabled;
    const isRight = this.#server !== null && (api.port === null || api.port === this.#server.port);
    if (wanted && isRight) {
      this.#problem = null;
    } else {
      const old = this.#server;
      this.#server = null;
      this.#problem = null;
      await old?.close();
      if (wanted) await this.#start(api.port ?? 0);
    }
    const port = this.#server?.port ?? null;
    // A script keeps its address from run to run.
    if (api.enabled && api.port === null && port !== null) {
      await this.#config.change((now) => ({ ...now, api: { ...now.api, port } }));
    }
    await this.#writeConnection();
  }

  async #start(port: number): Promise<void> {
    try {
      this.#server = await startApiServer({
        port,
        keys: () => this.#keys(),
        handlers: createApiHandlers({
          open: (access) => this.#require(access),
          look: () => {
            const open = this.#open();
            return { open, isOffline: open !== null && this.#isOffline(open) };
          },
          taker: this.#taker,
          folder: this.#spool,
          allowPaths: () => this.#config.get().api.allowPaths,
          maxFileBytes,
          version: this.#options.version,
        }),
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      log.warn('the intake API can not listen', { code: String(code), port });
      this.#problem =
        code === 'EADDRINUSE' ? 'port_in_use' : code === 'EACCES' ? 'port_not_allowed' : 'failed';
    }
  }

  #keys() {
    const { api, comfyui } = this.#config.get();
    return {
      script: api.enabled && api.tokenHash !== null ? Buffer.from(api.tokenHash, 'hex') : null,
      node: comfyui.enabled ? hashToken(this.#nodeToken) : null,
    };
  }

  /** Kept while the app does not run, so that a node knows which library its images are meant for. */
  async #writeConnection(closing = false): Promise<void> {
    const { session, folder } = this.#options;
    const reachable = !closing && this.#config.get().comfyui.enabled && this.#url !== null;
    await writeConnection(folder, {
      url: reachable ? this.#url : null,
      token: reachable ? this.#nodeToken : null,
      library: session.current,
    }).catch((error: unknown) => log.warn("writing the node's connection", { message: String(error) }));
  }

  /** To be called while the session is still open, so that what is being answered can end. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      await this.#writeConnection(true);
      await this.#server?.close();
      this.#server = null;
    });
    await this.#taker.close();
  }
}
