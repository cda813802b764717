import { describe, expect, it } from 'vitest';
import { isLoopback, isTailnet, plainConnection } from './addresses.ts';

describe('isLoopback', () => {
  it.each([
    'localhost',
    'LOCALHOST.',
    'db.localhost',
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
  ])('knows %s', (host) => expect(isLoopback(host)).toBe(true));
  it.each([
    'localhost.example.com',
    '128.0.0.1',
    'notlocalhost',
    '0.0.0.0',
    '10.0.0.1',
    '127.0.0.1.example.com',
  ])('does not take %s for this computer', (host) => expect(isLoopback(host)).toBe(false));
});

describe('isTailnet', () => {
  it.each([
    '100.64.0.1',
    '100.123.51.5',
    '100.127.255.254',
    'fd7a:115c:a1e0::1',
    'mini.tail1234.ts.net',
    'A.TS.NET.',
  ])('knows %s', (host) => expect(isTailnet(host)).toBe(true));
  it.each([
    '100.63.255.255',
    '100.128.0.1',
    'fd7a:115c:a1e1::1',
    'ts.net.example.com',
    'ats.net',
    '192.168.0.1',
  ])('does not take %s for a node', (host) => expect(isTailnet(host)).toBe(false));
});

describe('a connection without TLS', () => {
  it('needs no agreement on this computer and inside a tailnet', () => {
    expect(plainConnection('127.0.0.1', false)).toBe('private');
    expect(plainConnection('100.123.51.5', false)).toBe('private');
  });
  it('is refused elsewhere until the person agrees', () => {
    expect(plainConnection('192.168.0.9', false)).toBe('refused');
    expect(plainConnection('192.168.0.9', true)).toBe('agreed');
  });
});
