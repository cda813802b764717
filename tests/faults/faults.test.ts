import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stepNames } from '../../electron/steps.ts';
import { seededRandom } from '../../electron/storage/embedded/testing.ts';
import type { Finding } from '../support/consistency.ts';
import { Arena } from './arena.ts';
import { Figures } from './figures.ts';
import { openGround } from './ground.ts';
import { type Plan, planOf, type Scenario, sampleSize, stepsOf } from './plan.ts';
import { buildPrograms, type Programs } from './programs.ts';
import { check } from './scenarios/check.ts';
import { conflict } from './scenarios/conflict.ts';
import { embedded } from './scenarios/embedded.ts';
import { intake } from './scenarios/intake.ts';
import { link } from './scenarios/link.ts';
import { migrate } from './scenarios/migrate.ts';
import { move } from './scenarios/move.ts';
import { cancel, ingest, purge } from './scenarios/on-servers.ts';
import { version } from './scenarios/versions.ts';
import { watch } from './scenarios/watch.ts';

/** A failed run is repeated by its seed: `SPARKLIO_SEED=7`. A long run makes 500, or as many as `SPARKLIO_RUNS` says. */
const runs = process.env.SPARKLIO_LONG === '1' ? Number(process.env.SPARKLIO_RUNS ?? 500) : sampleSize;
const seeds =
  process.env.SPARKLIO_SEED !== undefined
    ? process.env.SPARKLIO_SEED.split(',').map(Number)
    : Array.from({ length: runs }, (_, index) => index + 1);

const scenarios: Readonly<
  Record<Scenario, (plan: Plan, random: () => number, arena: Arena) => Promise<Finding[]>>
> = { ingest, cancel, link, purge, version, conflict, watch, intake, check, embedded, migrate, move };

describe('a library whose app is killed and whose servers have bad days', () => {
  let programs: Programs;
  let arena: Arena;
  const figures = new Figures();

  beforeAll(async () => {
    programs = await buildPrograms();
    arena = new Arena(await openGround(), programs, figures);
  }, 180_000);
  afterAll(async () => {
    console.log(figures.lines());
    await arena.close();
    await arena.ground.close();
    await programs.remove();
  });

  it.each(seeds.map(planOf).map((plan) => ({ ...plan, title: titleOf(plan) })))(
    'has everything once in the end: $title',
    { timeout: 300_000 },
    async (plan) => {
      figures.count(figures.runs, plan.scenario);
      const findings = await scenarios[plan.scenario](plan, seededRandom(plan.seed + 0.5), arena);
      for (const { kind } of findings) figures.findings[kind] += 1;
      if (findings.length > 0) {
        // Told at once, for a long run is long.
        console.error(`SPARKLIO_SEED=${plan.seed}`, findings);
        await arena.dropLibrary();
      }
      expect(findings, `SPARKLIO_SEED=${plan.seed} repeats this`).toEqual([]);
    },
  );

  it('was ended at every step that has a name', () => {
    const come = new Set<string>(Object.values(stepsOf).flat());
    const named = Object.entries(stepNames).flatMap(([area, names]) =>
      names.map((name) => `${area}.${name}`),
    );
    expect(named.filter((name) => !come.has(name))).toEqual([]);
    if (process.env.SPARKLIO_SEED !== undefined) return;
    expect([...come].filter((step) => (figures.kills.get(step) ?? 0) === 0)).toEqual([]);
  });
});

function titleOf({ seed, scenario, kills, isStormy }: Plan): string {
  const ends = kills.map(({ step, occurrence }) => `${step} ${occurrence}`);
  return `${seed}, ${scenario}${isStormy ? ' in a storm' : ''}, killed at ${ends.join(', ')}`;
}
