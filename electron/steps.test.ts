import { expect, it } from 'vitest';
import { onStep, step } from './steps.ts';

it('a step is heard within the call that tells it, and by nobody who has stopped listening', () => {
  const heard: unknown[] = [];
  step('purge.done');
  const stop = onStep(({ name, facts }) => heard.push([name, facts]));
  step('ingest.partSent', { part: 3 });
  expect(heard).toEqual([['ingest.partSent', { part: 3 }]]);
  stop();
  step('purge.done');
  expect(heard).toHaveLength(1);
});
