import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** What Tailscale gives to its nodes: a part of the carrier's range, and a prefix of its own. */
const tailnet = new BlockList();
tailnet.addSubnet('100.64.0.0', 10, 'ipv4');
tailnet.addSubnet('fd7a:115c:a1e0::', 48, 'ipv6');

const bare = (host: string): string =>
  host
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();

function isIn(list: BlockList, host: string): boolean {
  const family = isIP(host);
  return family !== 0 && list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a host is this computer, by its spelling. Names are not looked up: what they mean can change. */
export function isLoopback(host: string): boolean {
  const name = bare(host);
  return name === 'localhost' || name.endsWith('.localhost') || isIn(loopback, name);
}

/** Whether a host is a node of a tailnet, by its spelling. */
export function isTailnet(host: string): boolean {
  const name = bare(host);
  return name.endsWith('.ts.net') || isIn(tailnet, name);
}

/**
 * What a connection without TLS to a host needs: nothing on this computer or inside a tailnet (whose traffic is
 * encrypted anyway), the person's agreement elsewhere.
 */
export function plainConnection(host: string, agreed: boolean): 'private' | 'agreed' | 'refused' {
  if (isLoopback(host) || isTailnet(host)) return 'private';
  return agreed ? 'agreed' : 'refused';
}
