import type { ObservedWorker } from './observed-worker.ts';
import type { Ending } from './run.ts';

function counts(values: readonly string[]): string {
  const by = new Map<string, number>();
  for (const value of values) by.set(value, (by.get(value) ?? 0) + 1);
  return [...by]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([value, count]) => `${value} ${count}`)
    .join(', ');
}

/** What a run came by, for the person who reads its output. */
export function figures(endings: readonly Ending[], worker: ObservedWorker): string {
  const reasons = endings.flatMap(({ reason }) => reason ?? []);
  const slowest = [...endings].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 8);
  return [
    `files: ${endings.length} (${counts(endings.map(({ file }) => file.format))})`,
    `became: ${counts(endings.map(({ became }) => became))}`,
    `reasons: ${counts(reasons)}`,
    `worker: ${worker.crashes.length} crashes, ${worker.kills.length} ended as stuck or too large, at most ${Math.round(worker.peak().bytes / 1024 ** 2)} MB (${worker.peak().reading})`,
    `slowest: ${slowest.map(({ file, milliseconds }) => `${file.id} ${milliseconds} ms`).join('; ')}`,
  ].join('\n');
}
