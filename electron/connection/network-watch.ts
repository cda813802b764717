import { networkInterfaces } from 'node:os';

const lookMs = 5000;

/** The addresses that this computer has now; a network that comes, goes or changes alters them. */
function addresses(): string {
  return Object.entries(networkInterfaces())
    .flatMap(([name, list]) => (list ?? []).map(({ address }) => `${name} ${address}`))
    .sort()
    .join('\n');
}

/**
 * Tells when this computer's network changed: Wi-Fi joined, Tailscale switched on. The systems' own events differ
 * and leave out tunnels, so the addresses are compared every few seconds. Gives what ends it.
 */
export function watchNetwork(onChange: () => void, read: () => string = addresses): () => void {
  let before = read();
  const timer = setInterval(() => {
    const now = read();
    if (now === before) return;
    before = now;
    onChange();
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
