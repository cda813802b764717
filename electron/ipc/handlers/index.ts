import type { AppParts } from '../parts.ts';
import type { Handlers } from '../router.ts';
import { appHandlers } from './app.ts';
import { assetsHandlers } from './assets.ts';
import { catalogHandlers } from './catalog.ts';
import { checkHandlers } from './check.ts';
import { clipHandlers } from './clip.ts';
import { connectionHandlers } from './connection.ts';
import { embeddingHandlers } from './embedding.ts';
import { healthHandlers } from './health.ts';
import { ingestHandlers } from './ingest.ts';
import { intakeHandlers } from './intake.ts';
import { libraryHandlers } from './library.ts';
import { jobsHandlers, usageHandlers } from './others.ts';
import { relocationHandlers } from './relocation.ts';
import { similarHandlers } from './similar.ts';
import { versionsHandlers } from './versions.ts';
import { watchHandlers } from './watch.ts';

export function createHandlers(parts: AppParts): Handlers {
  const embedding = embeddingHandlers(parts);
  return {
    ...appHandlers(parts),
    ...libraryHandlers(parts),
    ...connectionHandlers(parts),
    ...healthHandlers(parts),
    ...checkHandlers(parts),
    ...catalogHandlers(parts),
    ...assetsHandlers(parts),
    ...ingestHandlers(parts),
    ...intakeHandlers(parts),
    ...similarHandlers(parts),
    ...embedding,
    ...clipHandlers(parts, async () => embedding['embedding.status']({})),
    ...relocationHandlers(parts),
    ...usageHandlers(parts),
    ...jobsHandlers(parts),
    ...versionsHandlers(parts),
    ...watchHandlers(parts),
  };
}
