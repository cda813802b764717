import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseTailnet, tailnetNodes } from './tailnet.ts';

/** As `tailscale status --json` prints it, shortened. */
const status = {
  Version: '1.76.1-tcd6d0a4d5',
  BackendState: 'Running',
  MagicDNSSuffix: 'tail1a2b.ts.net',
  Self: {
    ID: 'n1',
    HostName: 'Laptop of Mina',
    DNSName: 'laptop.tail1a2b.ts.net.',
    TailscaleIPs: ['100.101.68.23', 'fd7a:115c:a1e0::1'],
    Online: true,
  },
  Peer: {
    'nodekey:aaaa': {
      ID: 'n2',
      HostName: 'Mac mini',
      DNSName: 'mini.tail1a2b.ts.net.',
      TailscaleIPs: ['fd7a:115c:a1e0::2', '100.123.51.5'],
      Online: true,
    },
    'nodekey:bbbb': {
      ID: 'n3',
      HostName: 'desktop',
      DNSName: '',
      TailscaleIPs: ['100.120.180.42'],
      Online: false,
    },
    'nodekey:cccc': { ID: 'n4', HostName: 'no address', DNSName: '', TailscaleIPs: null, Online: true },
  },
};

describe('the status of a tailnet', () => {
  it('lists the nodes that have an address, those that are there first', () => {
    expect(parseTailnet(JSON.stringify(status))).toEqual({
      running: true,
      nodes: [
        { name: 'laptop', address: '100.101.68.23', online: true },
        { name: 'mini', address: '100.123.51.5', online: true },
        { name: 'desktop', address: '100.120.180.42', online: false },
      ],
    });
  });

  it('knows that it is switched off', () => {
    const off = { BackendState: 'Stopped', Self: null, Peer: null };
    expect(parseTailnet(JSON.stringify(off))).toEqual({ running: false, nodes: [] });
  });

  it.each(['', 'failed to connect to local tailscaled', '{"a":1}', '[]'])(
    'is not made up from %j',
    (text) => {
      expect(parseTailnet(text)).toBeNull();
    },
  );
});

describe.runIf(process.platform !== 'win32')('the command', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparklio-tailscale-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  async function install(script: string): Promise<void> {
    const file = join(folder, 'tailscale');
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    vi.stubEnv('PATH', [folder, '/bin', '/usr/bin'].join(delimiter));
  }

  it('is asked for its status as JSON', async () => {
    await writeFile(join(folder, 'status.json'), JSON.stringify(status));
    await install(`[ "$*" = "status --json" ] && cat "${join(folder, 'status.json')}"`);
    const tailnet = await tailnetNodes();
    expect(tailnet).toMatchObject({ installed: true, running: true });
    expect(tailnet.nodes.map(({ name }) => name)).toEqual(['laptop', 'mini', 'desktop']);
  });

  it('may be there while its service is not', async () => {
    await install('echo "failed to connect to local tailscaled" >&2; exit 1');
    expect(await tailnetNodes()).toEqual({ installed: true, running: false, nodes: [] });
  });
});
