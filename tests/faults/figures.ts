import type { FindingKind } from '../support/consistency.ts';
import type { Scenario } from './plan.ts';

/** What a run of many seeds came by. */
export class Figures {
  readonly runs = new Map<Scenario, number>();
  /** By step; a life that had come to rest before its step is under `at rest`. */
  readonly kills = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly findings: Record<FindingKind, number> = { lost: 0, orphaned: 0, doubled: 0, unfinished: 0 };

  count<K>(map: Map<K, number>, key: K): void {
    map.set(key, (map.get(key) ?? 0) + 1);
  }

  lines(): string {
    const sum = (map: ReadonlyMap<unknown, number>) => [...map.values()].reduce((a, b) => a + b, 0);
    const list = (map: ReadonlyMap<string, number>) =>
      [...map]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, times]) => `${name} ${times}`)
        .join(', ');
    const { lost, orphaned, doubled, unfinished } = this.findings;
    return [
      `seeded runs: ${sum(this.runs)} (${list(this.runs)})`,
      `kills: ${sum(this.kills)} (${list(this.kills)})`,
      `faults: ${sum(this.faults)} (${list(this.faults)})`,
      `lost ${lost}, orphaned ${orphaned}, doubled ${doubled}, unfinished ${unfinished}`,
    ].join('\n');
  }
}
