import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

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
