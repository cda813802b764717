import { join } from 'node:path';
import { app } from 'electron';

/** Where things are, in the source tree and in a packaged app. */
export interface AppPaths {
  readonly userData: string;
  readonly renderer: string;
  readonly preload: string;
  readonly mediaWorker: string;
  readonly localServices: string;
  readonly template: string;
  /** Holds `models/` and `sample-library/`; real files, also in a packaged app. */
  readonly resources: string;
  readonly sampleLibrary: string;
  /** The library on this computer. */
  readonly library: string;
  /** Profiles, their secrets, and a folder for each library that servers hold. */
  readonly servers: string;
  /** The record and the journal of the last move between libraries. */
  readonly relocation: string;
  /** Settings, spool folder and connection of what other programs hand in. */
  readonly intake: string;
  /** The ComfyUI node that comes with the app. */
  readonly comfyNode: string;
  /** CLIP models that were downloaded, each below the name of its repository. */
  readonly clipModels: string;
}

export function appPaths(): AppPaths {
  const root = app.getAppPath();
  const resources = app.isPackaged ? process.resourcesPath : join(root, 'resources');
  const out = join(root, 'out');
  const userData = app.getPath('userData');
  return {
    userData,
    renderer: join(out, 'renderer'),
    preload: join(out, 'preload', 'preload.cjs'),
    mediaWorker: join(out, 'main', 'media-worker.js'),
    localServices: join(out, 'main', 'local-services.js'),
    template: app.isPackaged ? join(resources, 'pglite-template') : join(root, '.cache', 'pglite-template'),
    resources,
    sampleLibrary: join(resources, 'sample-library'),
    library: join(userData, 'library'),
    servers: join(userData, 'servers'),
    relocation: join(userData, 'relocation'),
    intake: join(userData, 'intake'),
    comfyNode: join(resources, 'comfyui', 'sparklio_assets'),
    clipModels: join(userData, 'models'),
  };
}
