import { execFile } from 'node:child_process';
import { z } from 'zod';

/** The nodes of this computer's tailnet, as the `tailscale` command lists them. */
export interface Tailnet {
  readonly installed: boolean;
  readonly running: boolean;
  readonly nodes: { name: string; address: string; online: boolean }[];
}

const limitMs = 4000;
/** Where the app of macOS and the installer of Windows put the command without naming it in the path. */
const places = [
  'tailscale',
  '/Applications/Tailscale.app/Contents/MacOS/Tailscale',
  '/usr/local/bin/tailscale',
  'C:\\Program Files\\Tailscale\\tailscale.exe',
];

const nodeSchema = z.object({
  HostName: z.string().default(''),
  DNSName: z.string().default(''),
  TailscaleIPs: z.array(z.string()).nullish(),
  Online: z.boolean().default(false),
});
const statusSchema = z.object({
  BackendState: z.string(),
  Self: nodeSchema.nullish(),
  Peer: z.record(z.string(), nodeSchema).nullish(),
});

type Run = { kind: 'absent' } | { kind: 'failed' } | { kind: 'answered'; text: string };

function run(command: string): Promise<Run> {
  return new Promise((resolve) => {
    // The binary of macOS opens its window unless it is told to be the command.
    const env = { ...process.env, TAILSCALE_BE_CLI: '1' };
    const options = { timeout: limitMs, maxBuffer: 16_000_000, windowsHide: true, env };
    execFile(command, ['status', '--json'], options, (error, text) => {
      if (error === null || text.trimStart().startsWith('{')) resolve({ kind: 'answered', text });
      else resolve({ kind: error.code === 'ENOENT' ? 'absent' : 'failed' });
    });
  });
}

/** Reads `tailscale status --json`. Null when it is not that. */
export function parseTailnet(text: string): Pick<Tailnet, 'running' | 'nodes'> | null {
  let status: z.infer<typeof statusSchema>;
  try {
    status = statusSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
  const found = [status.Self, ...Object.values(status.Peer ?? {})].flatMap((node) => {
    const address = node?.TailscaleIPs?.find((ip) => ip.includes('.')) ?? node?.TailscaleIPs?.[0];
    if (node === null || node === undefined || address === undefined) return [];
    const name = node.DNSName.replace(/\.$/, '').split('.')[0] || node.HostName || address;
    return [{ name, address, online: node.Online }];
  });
  const nodes = found.sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name));
  return { running: status.BackendState === 'Running', nodes };
}

/** Asks the `tailscale` command, where there is one, for the nodes of the tailnet. Never rejects. */
export async function tailnetNodes(): Promise<Tailnet> {
  for (const place of places) {
    const result = await run(place);
    if (result.kind === 'absent') continue;
    const parsed = result.kind === 'answered' ? parseTailnet(result.text) : null;
    return { installed: true, ...(parsed ?? { running: false, nodes: [] }) };
  }
  return { installed: false, running: false, nodes: [] };
}
