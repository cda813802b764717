import type { AppParts } from '../parts.ts';
import type { Handlers } from '../router.ts';
import { appHandlers } from './app.ts';
import { assetsHandlers } from './assets.ts';
import { catalogHandlers } from './catalog.ts';
import { connectionHandlers } from './connection.ts';
import { embeddingHandlers } from './embedding.ts';
import { healthHandlers } from './health.ts';
import { ingestHandlers } from './ingest.ts';
import { libraryHandlers } from './library.ts';
import { jobsHandlers, usageHandlers } from './others.ts';
import { relocationHandlers } from './relocation.ts';
import { similarHandlers } from './similar.ts';

export function createHandlers(parts: AppParts): Handlers {
  return {
    ...appHandlers(parts),
    ...libraryHandlers(parts),
    ...connectionHandlers(parts),
    ...healthHandlers(parts),
    ...catalogHandlers(parts),
    ...assetsHandlers(parts),
    ...ingestHandlers(parts),
    ...similarHandlers(parts),
    ...embeddingHandlers(parts),
    ...relocationHandlers(parts),
    ...usageHandlers(parts),
    ...jobsHandlers(parts),
  };
}
