import type { AppParts } from '../parts.ts';
import type { Handlers } from '../router.ts';
import { appHandlers } from './app.ts';
import { assetsHandlers } from './assets.ts';
import { catalogHandlers } from './catalog.ts';
import { ingestHandlers } from './ingest.ts';
import { libraryHandlers } from './library.ts';
import { jobsHandlers, similarHandlers, usageHandlers } from './others.ts';

export function createHandlers(parts: AppParts): Handlers {
  return {
    ...appHandlers(parts),
    ...libraryHandlers(parts),
    ...catalogHandlers(parts),
    ...assetsHandlers(parts),
    ...ingestHandlers(parts),
    ...similarHandlers(parts),
    ...usageHandlers(parts),
    ...jobsHandlers(parts),
  };
}
