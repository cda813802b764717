import type { z } from 'zod';
import { app } from './app.ts';
import { assets } from './assets.ts';
import { catalog } from './catalog.ts';
import { check } from './check.ts';
import { connection } from './connection.ts';
import type { CallDefinition, EventDefinition } from './define.ts';
import { embedding } from './embedding.ts';
import { health } from './health.ts';
import { ingest } from './ingest.ts';
import { intake } from './intake.ts';
import { jobs } from './jobs.ts';
import { library } from './library.ts';
import { relocation } from './relocation.ts';
import { similar } from './similar.ts';
import { usage } from './usage.ts';
import { versions } from './versions.ts';
import { watch } from './watch.ts';

/** Everything that crosses between renderer and main process, by area. Adding a call is one entry here and one handler. */
export const contract = {
  app,
  library,
  connection,
  health,
  check,
  catalog,
  assets,
  ingest,
  intake,
  similar,
  embedding,
  relocation,
  usage,
  jobs,
  versions,
  watch,
};
export type Contract = typeof contract;
export type Area = keyof Contract;

type KeysOf<A, Kind> = { [K in keyof A]: A[K] extends Kind ? K : never }[keyof A] & string;
type Qualified<Kind> = { [A in Area]: `${A}.${KeysOf<Contract[A], Kind>}` }[Area];

/** Such as `assets.page`. */
export type CallName = Qualified<CallDefinition>;
/** Such as `library.changed`. */
export type EventName = Qualified<EventDefinition>;

type Entry<N extends string> = N extends `${infer A}.${infer K}`
  ? A extends Area
    ? K extends keyof Contract[A]
      ? Contract[A][K]
      : never
    : never
  : never;

/** What a caller gives (before defaults and transforms). */
export type CallInput<N extends CallName> =
  Entry<N> extends CallDefinition<infer I, z.ZodType> ? z.input<I> : never;
/** What a handler gets (after parsing). */
export type CallParsed<N extends CallName> =
  Entry<N> extends CallDefinition<infer I, z.ZodType> ? z.output<I> : never;
export type CallOutput<N extends CallName> =
  Entry<N> extends CallDefinition<z.ZodType, infer O> ? z.output<O> : never;
export type EventPayload<N extends EventName> =
  Entry<N> extends EventDefinition<infer P> ? z.output<P> : never;

type AreaCalls<A extends Area> = {
  [K in KeysOf<Contract[A], CallDefinition>]: Contract[A][K] extends CallDefinition<infer I, infer O>
    ? (input: z.input<I>) => Promise<z.output<O>>
    : never;
};
/** The renderer's client: `client.assets.page({…})`. A refusal rejects with a `ContractError`. */
export type ContractClient = { [A in Area]: AreaCalls<A> };

function entriesOf(kind: 'call' | 'event'): [string, CallDefinition | EventDefinition][] {
  return Object.entries(contract).flatMap(([area, entries]) =>
    Object.entries(entries)
      .filter(([, entry]) => entry.kind === kind)
      .map(([name, entry]): [string, CallDefinition | EventDefinition] => [`${area}.${name}`, entry]),
  );
}

/** Every call by its qualified name. */
export const calls: ReadonlyMap<string, CallDefinition> = new Map(
  entriesOf('call').flatMap(([name, entry]) => (entry.kind === 'call' ? [[name, entry] as const] : [])),
);
/** Every event by its qualified name. */
export const events: ReadonlyMap<string, EventDefinition> = new Map(
  entriesOf('event').flatMap(([name, entry]) => (entry.kind === 'event' ? [[name, entry] as const] : [])),
);
