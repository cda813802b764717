import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const text = await readFile(join(import.meta.dirname, '..', 'compose.yaml'), 'utf8');
const composeSchema = z.strictObject({
  name: z.string(),
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.string(),
      restart: z.literal('unless-stopped'),
      environment: z.record(z.string(), z.string()),
      command: z.array(z.string()),
      shm_size: z.string().optional(),
      ports: z.array(z.string()),
      volumes: z.array(z.string()),
      healthcheck: z.strictObject({
        test: z.array(z.string()),
        interval: z.string(),
        timeout: z.string(),
        retries: z.int(),
        start_period: z.string(),
      }),
      stop_grace_period: z.string(),
      security_opt: z.array(z.string()),
      logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});
const compose = composeSchema.parse(parse(text));
const services = Object.entries(compose.services);

describe('the compose file for servers', () => {
  it('brings up PostgreSQL with pgvector, and MinIO', () => {
    expect(services.map(([name]) => name)).toEqual(['postgres', 'minio']);
    expect(compose.services.postgres?.image).toMatch(/^pgvector\/pgvector:/);
  });

  it.each(services)('pins the version of %s', (_name, { image }) => {
    expect(image).toMatch(/:(RELEASE\.\d{4}-|\d+\.\d+\.\d+-pg\d+)/);
  });

  it.each(services)('opens %s to this computer only, unless told otherwise', (_name, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^\$\{SPARKLIO_BIND:-127\.0\.0\.1\}:\$\{\w+:-\d+\}:\d+$/);
  });

  it.each(services)('has no secret of %s, and refuses to start without one', (_name, { environment }) => {
    const secrets = Object.entries(environment).filter(([name]) => /PASSWORD|ROOT_USER/.test(name));
    expect(secrets.length).toBeGreaterThan(0);
    for (const [name, value] of secrets) expect(value).toMatch(new RegExp(`^\\$\\{${name}:\\?.+\\}$`));
  });

  it.each(services)('keeps the data of %s in a volume', (_name, { volumes }) => {
    const names = volumes.map((volume) => volume.split(':')[0] ?? '');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(Object.keys(compose.volumes)).toContain(name);
  });
});
