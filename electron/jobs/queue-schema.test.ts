import { expect, it } from 'vitest';
import { constructionSql, jobsVersion, queueSql, upgradeSql } from './queue-schema.ts';

it("the queue's own script runs inside of a transaction that is open already", () => {
  for (const script of [constructionSql(), upgradeSql(jobsVersion - 1)]) {
    expect(script).not.toMatch(/^\s*(begin|commit);/im);
    expect(script).not.toMatch(/concurrently|set local/i);
  }
  expect(constructionSql()).toContain(`INSERT INTO sparklio_jobs.version(version) VALUES ('${jobsVersion}')`);
  expect(upgradeSql(jobsVersion - 1)).toContain(`SET version = '${jobsVersion}'`);
});

it('the version of its schema is known', () => {
  expect(jobsVersion).toBeGreaterThan(0);
});

it('a queue is made with the policy of one waiting job an asset', () => {
  expect(queueSql('render')).toMatch(/^select sparklio_jobs\.create_queue\('render', '\{"policy":"short"/);
});
