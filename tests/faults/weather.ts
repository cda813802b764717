import { setTimeout as delay } from 'node:timers/promises';
import type { S3Fault } from '../support/s3-fault-proxy.ts';
import type { Weather } from '../support/tcp-proxy.ts';
import type { Ground } from './ground.ts';
import { pick, type Random } from './plan.ts';

/** A storm is over after so many faults of requests, and so much time, at the latest. */
const faultsOfAStorm = 8;
const stormMs = 1500;

/** Connections of a database that end, hang, are late, or break in the middle of a message. */
const databaseKinds = ['refuse', 'cut', 'delay', 'stall'] as const;
const storageKinds = [
  'refused',
  'loseAnswer',
  'cutAnswer',
  'slow',
  'html',
  'cutRequest',
  'wrongEtag',
  'flipByte',
] as const satisfies readonly S3Fault['kind'][];
const ofBodies = new Set<string>(['cutRequest', 'wrongEtag', 'flipByte']);

export interface Storm {
  /** Lets the weather be fair again. */
  over(): Promise<void>;
}

function faultOf(kind: (typeof storageKinds)[number], random: Random): S3Fault {
  switch (kind) {
    case 'refused':
      return { kind, status: pick(random, [429, 500, 502, 503] as const, 503) };
    case 'slow':
      return { kind, pauseMs: Math.round(random() * 20) };
    case 'cutRequest':
      return { kind, afterBytes: Math.round(random() ** 3 * 200_000) };
    default:
      return { kind };
  }
}

function databaseWeather(random: Random): Weather {
  const kind = pick(random, databaseKinds, 'refuse');
  switch (kind) {
    case 'cut':
      return { kind, afterBytes: Math.round(random() * 6000) };
    case 'delay':
      return { kind, ms: Math.round(random() * 60) };
    default:
      return { kind };
  }
}

/** Lets both lines have a bad moment, counting what happens by its kind. */
export function startStorm(ground: Ground, random: Random, count: (kind: string) => void): Storm {
  const calm = new AbortController();
  const likelihood = 0.1 + random() * 0.3;
  let left = faultsOfAStorm;
  ground.storage.set(({ method }) => {
    if (left === 0 || random() > likelihood) return null;
    left -= 1;
    const possible = method === 'PUT' ? storageKinds : storageKinds.filter((kind) => !ofBodies.has(kind));
    const fault = faultOf(pick(random, possible, 'loseAnswer'), random);
    count(`store ${fault.kind}`);
    return fault;
  });
  const pause = (ms: number) => delay(ms, undefined, { signal: calm.signal }).catch(() => undefined);
  const gusts = (async () => {
    const until = performance.now() + stormMs;
    while (!calm.signal.aborted && performance.now() < until) {
      await pause(random() * 500);
      if (calm.signal.aborted) break;
      const weather = databaseWeather(random);
      count(`database ${weather.kind}`);
      await ground.database.set(weather);
      await pause(50 + random() * 250);
      await ground.database.set({ kind: 'fair' });
    }
    await ground.fair();
  })();
  return {
    async over() {
      calm.abort();
      await gusts;
    },
  };
}
