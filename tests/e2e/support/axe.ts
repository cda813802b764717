import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect } from './fixtures.ts';

declare global {
  interface Window {
    /** There once its source has run in the page. */
    readonly axe: typeof axe;
  }
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Fails where the window has a serious or critical violation that lasts. What is still fading in has too little
 * contrast, however fast it will be over: a violation is one when it is there the next time, too.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await expect.poll(() => seriousViolations(page)).toEqual([]);
}

/**
 * What axe finds wrong in the window as it is now: `rule: element` for each serious or critical violation. The
 * debugger brings axe in, which the window's policy would refuse to a page.
 */
async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const found = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
      // Still experimental, and asks a cell's name for every word that its columns and badges show.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    });
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
      );
  }, rules);
}
