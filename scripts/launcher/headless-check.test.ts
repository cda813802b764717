import { describe, expect, it } from 'vitest';
import { parseReadyLine } from './headless-check.ts';

describe('parseReadyLine', () => {
  it("reads the app's start-up times", () => {
    expect(parseReadyLine('ready {"windowMs":310.5,"interactiveMs":450}')).toEqual({
      windowMs: 310.5,
      interactiveMs: 450,
    });
  });

  it.each(['', 'ready', 'ready {', 'ready {"windowMs":1}', 'not ready {"windowMs":1,"interactiveMs":2}'])(
    'takes %j for no such line',
    (line) => {
      expect(parseReadyLine(line)).toBeNull();
    },
  );
});
