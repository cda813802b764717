import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { answer, type Handlers } from './router.ts';

/** Only what these tests call; the router never touches the others. */
function handlersWith(part: Partial<Handlers>): Handlers {
  return part as Handlers;
}

describe('the router', () => {
  const handlers = handlersWith({
    'app.updateSettings': (patch) => ({
      language: 'ko',
      theme: patch.theme ?? 'system',
      duplicates: 'skip',
      conflicts: 'ask',
      uploadLimit: null,
    }),
    'library.reopen': () => {
      throw new AppError('library_locked', 'Open elsewhere', {}, true);
    },
    'library.status': () => {
      throw new Error('select secret from somewhere at 10.0.0.1');
    },
  });

  it('answers a call of the contract', async () => {
    const reply = await answer(handlers, true, 'app.updateSettings', { theme: 'dark' });
    expect(reply).toEqual({
      ok: true,
      value: { language: 'ko', theme: 'dark', duplicates: 'skip', conflicts: 'ask', uploadLimit: null },
    });
  });

  it('refuses a sender that is not the app’s own window', async () => {
    expect(await answer(handlers, false, 'app.updateSettings', {})).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
  });

  it.each(['nope', 'constructor', '__proto__', 'app', 42, null])('refuses the name %j', async (name) => {
    expect(await answer(handlers, true, name, {})).toMatchObject({
      ok: false,
      error: { code: 'invalid_input' },
    });
  });

  it('refuses unknown keys and wrong values, and names the field', async () => {
    const extra = await answer(handlers, true, 'app.updateSettings', { theme: 'dark', admin: true });
    expect(extra).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    const wrong = await answer(handlers, true, 'app.updateSettings', { theme: 'pink' });
    expect(wrong).toMatchObject({ ok: false, error: { details: { field: 'theme' } } });
  });

  it('passes an expected failure on with its code', async () => {
    expect(await answer(handlers, true, 'library.reopen', {})).toEqual({
      ok: false,
      error: { code: 'library_locked', message: 'Open elsewhere', details: {}, retry: true },
    });
  });

  it('tells nothing of an unexpected one', async () => {
    const reply = await answer(handlers, true, 'library.status', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toMatch(/secret|10\.0/);
  });
});
