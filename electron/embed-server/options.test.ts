import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

describe('the options of the embed server', () => {
  it('serve the built-in model to this computer when nothing is said', () => {
    expect(parseOptions([], {})).toEqual({
      kind: 'run',
      options: {
        host: '127.0.0.1',
        port: 7_997,
        model: 'builtin',
        modelsDir: null,
        download: false,
        mirror: null,
        key: null,
        queue: 256,
        allowUrls: false,
      },
    });
  });

  it.each([
    ['0.0.0.0', 'refused'],
    ['192.0.2.2', 'refused'],
    ['::', 'refused'],
    ['127.0.0.1', 'run'],
    ['127.8.8.8', 'run'],
    ['::1', 'run'],
    ['localhost', 'run'],
  ])('without a key, listening on %s is %s', (host, kind) => {
    expect(parseOptions(['--host', host], {}).kind).toBe(kind);
    expect(parseOptions(['--host', host, '--insecure'], {}).kind).toBe('run');
    expect(parseOptions(['--host', host, '--key-env', 'KEY'], { KEY: 'secret' }).kind).toBe('run');
  });

  it.each([
    [['--model', 'gpt'], 'model'],
    [['--port', 'x'], 'port'],
    [['--port', '70000'], 'port'],
    [['--queue', '0'], 'queue'],
    [['--mirror', 'ftp://host'], 'mirror'],
    [['--key-env', 'NOT_SET'], 'NOT_SET'],
    [['--unknown'], 'unknown'],
    [['stray'], 'stray'],
  ])('%j are refused by name', (args, name) => {
    const parsed = parseOptions(args, {});
    expect(parsed).toMatchObject({ kind: 'refused', reason: expect.stringContaining(name) });
  });
});
