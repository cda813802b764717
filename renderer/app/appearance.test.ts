import { describe, expect, it } from 'vitest';
import { resolveLanguage } from './appearance.ts';

describe('resolveLanguage', () => {
  it('does what the setting says', () => {
    expect(resolveLanguage('en', ['ko-KR'])).toBe('en');
  });

  it('follows the first language of the system, and speaks English to all others', () => {
    expect(resolveLanguage('system', ['ko-KR', 'en'])).toBe('ko');
    expect(resolveLanguage('system', ['ja', 'ko'])).toBe('en');
    expect(resolveLanguage('system', [])).toBe('en');
  });
});
