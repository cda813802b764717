import { describe, expect, it } from 'vitest';
import { fromDisk, fromNetwork, fromStatus } from './problem.ts';

const failure = (code: string): Error => Object.assign(new TypeError('fetch failed'), { cause: { code } });
const disk = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('what kept a file from arriving', () => {
  it.each([
    ['ENOTFOUND', 'offline', false],
    ['ECONNREFUSED', 'offline', false],
    ['ECONNRESET', 'offline', true],
    ['UND_ERR_SOCKET', 'offline', true],
    ['UND_ERR_CONNECT_TIMEOUT', 'stalled', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'server_error', false],
  ] as const)('is told from the network’s %s', (code, problem, transient) => {
    expect(fromNetwork(failure(code))).toMatchObject({ problem, transient });
  });

  it.each([
    ['ENOSPC', 'disk_full'],
    ['EDQUOT', 'disk_full'],
    ['ENOENT', 'not_found'],
    ['EACCES', 'unreadable'],
    ['EIO', 'unreadable'],
  ] as const)('is told from the disk’s %s', (code, problem) => {
    expect(fromDisk(disk(code))).toMatchObject({ problem, transient: false });
  });

  it.each([
    [404, 'not_found', false],
    [401, 'not_found', false],
    [429, 'server_error', true],
    [502, 'server_error', true],
    [400, 'server_error', false],
  ] as const)('is told from HTTP %i', (status, problem, transient) => {
    expect(fromStatus(status)).toMatchObject({ problem, transient });
  });
});
