import { basename } from 'node:path';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function similarHandlers({ session }: AppParts): AreaHandlers<'similar'> {
  return {
    'similar.search': (input) => session.library.similar.search(input),
    'similar.embedPath': ({ path }) => session.library.similar.embedPath(path, basename(path)),
    'similar.embedBytes': ({ name, bytes }) => session.library.similar.embedBytes(bytes, name),
  };
}

export function usageHandlers({ session }: AppParts): AreaHandlers<'usage'> {
  return { 'usage.summary': () => session.library.usage.summary() };
}

export function jobsHandlers({ session }: AppParts): AreaHandlers<'jobs'> {
  return {
    'jobs.summary': () => session.library.jobs.summary(),
    'jobs.failures': ({ limit }) => session.library.jobs.failures(limit),
    'jobs.retryFailures': async () => ({ queued: await session.library.jobs.retryFailures() }),
  };
}
