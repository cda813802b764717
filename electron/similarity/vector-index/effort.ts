import { type BuiltIndex, effortRange, firstEffort } from './policy.ts';

/** A share of the true nearest that is enough, with room to what is promised (0.95) for what the sample missed. */
const goodRecall = 0.98;
const step = 1.5;

interface Measured {
  readonly at10: number;
  readonly p95Ms: number;
}

/** The least effort with which enough is found, and what it finds; the most where none is enough. */
export async function leastEffort<M extends Measured>(
  built: BuiltIndex,
  measure: (effort: number) => Promise<M>,
): Promise<M & { readonly effort: number }> {
  const { least, most } = effortRange(built);
  let effort = Math.min(most, firstEffort(built));
  let found = { ...(await measure(effort)), effort };
  while (found.at10 < goodRecall && effort < most) {
    effort = Math.min(most, Math.ceil(effort * step));
    found = { ...(await measure(effort)), effort };
  }
  if (effort > firstEffort(built)) return found;
  while (found.at10 >= goodRecall && effort > least) {
    effort = Math.max(least, Math.floor(effort / step));
    const easier = { ...(await measure(effort)), effort };
    if (easier.at10 < goodRecall) break;
    found = easier;
  }
  return found;
}
