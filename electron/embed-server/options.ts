import { parseArgs } from 'node:util';
import { z } from 'zod';
import { clipModelIdSchema } from '../../shared/domain/servers.ts';
import { isLoopback } from './guard.ts';
import type { ServedModel } from './open-embedder.ts';

export interface EmbedServerArguments {
  readonly host: string;
  readonly port: number;
  readonly model: ServedModel;
  readonly modelsDir: string | null;
  readonly download: boolean;
  readonly mirror: string | null;
  readonly key: string | null;
  readonly queue: number;
  readonly allowUrls: boolean;
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: EmbedServerArguments }
  | { readonly kind: 'refused'; readonly reason: string };

const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const values = z.object({
  host: z.string().min(1).default('127.0.0.1'),
  port: number(0, 65_535).default(7_997),
  model: z.union([z.literal('builtin'), clipModelIdSchema]).default('builtin'),
  models: z.string().min(1).nullish(),
  download: z.boolean().default(false),
  mirror: z.url({ protocol: /^https?$/ }).nullish(),
  'key-env': z.string().min(1).nullish(),
  queue: number(1, 100_000).default(256),
  'allow-urls': z.boolean().default(false),
  insecure: z.boolean().default(false),
});

/** @param env where the key is looked up; it never stands on the command line, which everybody can list */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Parsed {
  const refused = (reason: string): Parsed => ({ kind: 'refused', reason });
  let given: Record<string, unknown>;
  try {
    const option = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    given = parseArgs({
      args: [...args],
      options: {
        host: option,
        port: option,
        model: option,
        models: option,
        mirror: option,
        queue: option,
        'key-env': option,
        download: flag,
        'allow-urls': flag,
        insecure: flag,
      },
    }).values;
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  const parsed = values.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refused(`--${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { host, insecure, 'key-env': keyName, ...rest } = parsed.data;
  const key = keyName == null ? null : (env[keyName] ?? '').trim();
  if (key === '') return refused(`The environment variable ${keyName} is empty`);
  if (key === null && !insecure && !isLoopback(host)) {
    return refused(`Listening on ${host} without a key would serve everybody: give --key-env, or --insecure`);
  }
  return {
    kind: 'run',
    options: {
      host,
      key,
      port: rest.port,
      model: rest.model,
      modelsDir: rest.models ?? null,
      download: rest.download,
      mirror: rest.mirror ?? null,
      queue: rest.queue,
      allowUrls: rest['allow-urls'],
    },
  };
}
