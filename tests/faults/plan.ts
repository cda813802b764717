import type { StepName } from '../../electron/steps.ts';
import { seededRandom } from '../../electron/storage/embedded/testing.ts';

export type Random = () => number;

export interface Kill {
  readonly step: StepName;
  /** At which time of the step in the life of a process. */
  readonly occurrence: number;
  /** Of the process alone, whose helpers notice; or of all at once, as when the power goes. */
  readonly scope: 'alone' | 'all';
}

export type Scenario =
  | 'ingest'
  | 'cancel'
  | 'link'
  | 'embedded'
  | 'purge'
  | 'version'
  | 'conflict'
  | 'watch'
  | 'intake'
  | 'check'
  | 'migrate'
  | 'move';

/** What a seed stands for: the same each time. */
export interface Plan {
  readonly seed: number;
  readonly scenario: Scenario;
  /** Each ends one life of the app; then one follows that is left alone. */
  readonly kills: readonly Kill[];
  readonly isStormy: boolean;
}

/** The steps that a scenario comes by, in the order in which one file does. */
export const stepsOf: Readonly<Record<Scenario, readonly StepName[]>> = {
  ingest: [
    'ingest.accepted',
    'ingest.journaled',
    'ingest.walked',
    'ingest.hashed',
    'ingest.intended',
    'ingest.multipartBegun',
    'ingest.multipartJournaled',
    'ingest.partSent',
    'ingest.partsSent',
    'ingest.sent',
    'ingest.verified',
    'ingest.publishing',
    'ingest.published',
    'ingest.duplicateFound',
    'ingest.forgotten',
    'render.stored',
    'render.recorded',
  ],
  cancel: ['ingest.cleared', 'ingest.forgotten'],
  link: ['ingest.duplicateFound', 'ingest.linked', 'ingest.forgotten'],
  embedded: [
    'ingest.hashed',
    'ingest.intended',
    'ingest.sent',
    'ingest.publishing',
    'ingest.published',
    'render.stored',
    'render.recorded',
  ],
  purge: ['purge.burying', 'purge.buried', 'purge.removed', 'purge.done'],
  version: [
    'ingest.intended',
    'ingest.sent',
    'version.kept',
    'version.put',
    'ingest.publishing',
    'ingest.published',
    'render.stored',
    'render.recorded',
    'version.restored',
    'version.removed',
    'purge.removed',
    'purge.done',
  ],
  conflict: [
    'version.asked',
    'version.chosen',
    'ingest.journaled',
    'ingest.intended',
    'ingest.sent',
    'version.kept',
    'version.put',
    'ingest.publishing',
    'ingest.published',
  ],
  watch: [
    'watch.marked',
    'watch.planned',
    'ingest.journaled',
    'ingest.sent',
    'ingest.publishing',
    'ingest.published',
    'watch.ended',
    'watch.recorded',
    'watch.cleared',
  ],
  intake: [
    'intake.received',
    'intake.fileNamed',
    'intake.handedIn',
    'intake.taking',
    'ingest.intended',
    'ingest.sent',
    'ingest.publishing',
    'ingest.published',
    'intake.settled',
    'intake.fileRemoved',
  ],
  check: [
    'check.repaired',
    'render.marked',
    'check.restoring',
    'render.stored',
    'check.removing',
    'check.removed',
  ],
  migrate: ['migrate.prepared', 'migrate.applying', 'migrate.applied'],
  move: [
    'move.placed',
    'move.intended',
    'move.multipartBegun',
    'move.multipartNoted',
    'move.partSent',
    'move.sent',
    'move.verified',
    'move.written',
    'move.noted',
    'move.passed',
    'move.followed',
  ],
};

/**
 * Chains of kills that come by every step, and stormy days: what a plain run makes. Each step of a chain is certain to
 * come although the lives before it were cut off where they were.
 */
const sample: readonly (readonly [Scenario, steps: string, isStormy?: boolean])[] = [
  ['ingest', 'accepted journaled walked hashed'],
  ['ingest', 'intended multipartBegun multipartJournaled partSent'],
  ['ingest', 'partsSent sent verified publishing'],
  ['ingest', 'published duplicateFound forgotten'],
  ['ingest', 'stored recorded'],
  ['cancel', 'cleared'],
  ['link', 'linked'],
  ['purge', 'burying buried removed done'],
  ['version', 'kept put restored removed'],
  ['conflict', 'asked'],
  ['conflict', 'chosen'],
  ['watch', 'marked planned cleared'],
  ['watch', 'planned ended recorded'],
  ['intake', 'received fileNamed handedIn taking settled fileRemoved'],
  ['check', 'repaired marked restoring removing removed'],
  ['migrate', 'prepared applying applied'],
  ['move', 'placed intended multipartBegun multipartNoted partSent'],
  ['move', 'sent verified written'],
  ['move', 'noted passed followed'],
  ['embedded', 'publishing'],
  ['ingest', 'verified', true],
  ['purge', 'removed', true],
];
export const sampleSize = sample.length;

/** How often each scenario comes in a long run. */
const weights: readonly (readonly [Scenario, number])[] = [
  ['ingest', 26],
  ['cancel', 7],
  ['link', 5],
  ['purge', 9],
  ['version', 11],
  ['conflict', 5],
  ['watch', 9],
  ['intake', 9],
  ['check', 7],
  ['migrate', 6],
  ['move', 10],
  ['embedded', 6],
];

export const pick = <T>(random: Random, from: readonly T[], otherwise: T): T =>
  from[Math.floor(random() * from.length)] ?? otherwise;

export function planOf(seed: number): Plan {
  const random = seededRandom(seed);
  const chosen = sample[seed - 1];
  if (chosen !== undefined) {
    const [scenario, names, isStormy = false] = chosen;
    const ends = names.split(' ');
    const kills = stepsOf[scenario]
      .filter((step) => ends.includes(step.replace(/^.*\./, '')))
      .map((step): Kill => ({ step, occurrence: 1, scope: pick(random, ['alone', 'all'] as const, 'all') }));
    return { seed, scenario, kills, isStormy };
  }
  const wheel = weights.flatMap(([name, weight]) => Array.from({ length: weight }, () => name));
  const scenario = pick(random, wheel, 'ingest');
  const steps = stepsOf[scenario];
  const lives = 1 + Math.floor(random() ** 2 * 3);
  const kills = Array.from({ length: lives }, () => Math.floor(random() * steps.length))
    .sort((a, b) => a - b)
    .flatMap((index): Kill[] => {
      const step = steps[index];
      if (step === undefined) return [];
      const occurrence = 1 + Math.floor(random() ** 2 * (scenario === 'migrate' ? 9 : 4));
      return [{ step, occurrence, scope: pick(random, ['alone', 'all'] as const, 'all') }];
    });
  const isStormy = scenario !== 'embedded' && scenario !== 'migrate' && random() < 0.4;
  return { seed, scenario, kills, isStormy };
}
