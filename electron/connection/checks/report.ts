import type { Cause, Certificate, PartCheck, Warning } from '../../../shared/contract/connection.ts';
import { isTailnet } from '../addresses.ts';

type Facts = Extract<PartCheck, { ok: true }>['facts'];

/** Slower round trips are felt in every click. */
const slowMs = 300;

/** Nobody answers there. In a tailnet that usually means that Tailscale is off. */
export function refineCause(cause: Cause, host: string): Cause {
  const silent = cause === 'timeout' || cause === 'unreachable' || cause === 'dns';
  return silent && isTailnet(host) ? 'tailnet_off' : cause;
}

export function failed(
  cause: Cause,
  details: Facts,
  warnings: readonly Warning[] = [],
  certificate: Certificate | null = null,
): PartCheck {
  return { ok: false, cause, details, certificate, warnings: [...new Set(warnings)] };
}

export function passed(
  latencyMs: number,
  version: string,
  facts: Facts,
  warnings: readonly Warning[],
): PartCheck {
  const all = latencyMs > slowMs ? [...warnings, 'slow' as const] : warnings;
  return {
    ok: true,
    latencyMs: Math.round(latencyMs * 10) / 10,
    version,
    facts,
    warnings: [...new Set(all)],
  };
}
