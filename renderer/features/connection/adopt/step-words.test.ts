import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startI18n } from '../../../app/i18n.ts';
import { stepWords } from './step-words.ts';

beforeAll(() => startI18n('ko'));

describe('stepWords', () => {
  it('has Korean words for every step that adoption is made of', async () => {
    const source = await readFile('electron/connection/adoption/steps.ts', 'utf8');
    const names = [...source.matchAll(/\bstep\(\s*(?:'([^']+)'|"([^"]+)")/g)].map(([, a, b]) => a ?? b ?? '');
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(stepWords(name)).toMatch(/[가-힣]/);
  });

  it('calls a step that it does not know as the SQL does', () => {
    expect(stepWords('Something new')).toBe('Something new');
  });
});
