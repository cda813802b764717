import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaClient } from '../../../electron/media/client.ts';
import type { EndpointChoice } from '../../../shared/domain/servers.ts';
import { startMedia } from '../../support/open-library.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../embedders/start.ts';
import { type Desk, emptyPlace, openDesk, type Place, pictures, until } from './desk.ts';

const model = 'infinity:test/clip:64';

let place: Place;
let media: MediaClient;
let endpoint: EmbeddingServer;
let withKey: Desk;
let withoutKey: Desk;

const choiceOf = (server: EmbeddingServer): EndpointChoice => ({
  kind: 'endpoint',
  adapter: 'infinity',
  url: server.url,
  model: 'test/clip',
});

beforeAll(async () => {
  place = await emptyPlace();
  media = startMedia();
  endpoint = await startEmbeddingServer({ key: 'the-key', fault: 'server-error' });
  const target = place.target();
  withKey = await openDesk({
    target: {
      ...target,
      embedding: choiceOf(endpoint),
      secrets: { ...target.secrets, embeddingKey: 'the-key' },
    },
    media,
    folder: place.folder,
  });
  withoutKey = await openDesk({ target, media, folder: place.folder });
});
afterAll(async () => {
  await withKey.close();
  await withoutKey.close();
  await endpoint.stop();
  media.dispose();
  await place.close();
});

async function count(desk: Desk): Promise<number> {
  return (await desk.library.embedding.status()).embedded;
}

describe('desktops that share a library and its endpoint', () => {
  it('the choice of a profile waits until its endpoint answers, and becomes the library’s', async () => {
    await until(async () => (await withKey.library.embedding.status()).problem === 'server_error');
    await endpoint.set({ key: 'the-key' });
    withKey.library.embedding.wake();
    await until(async () => (await withKey.library.embedding.status()).model === model);
    await until(async () => (await withoutKey.library.embedding.status()).model === model);
    expect((await withoutKey.library.embedding.status()).choice).toEqual(choiceOf(endpoint));
  });

  it('one without the key makes no vectors and fails no picture; the other one does the work', async () => {
    const { id } = await withoutKey.library.library.createBrand({ name: `Brand ${randomUUID()}` });
    await withoutKey.drop(await pictures(join(place.folder, 'shoot'), 12, 1), id);
    await until(async () => (await count(withKey)) === 12);
    const status = await withoutKey.library.embedding.status();
    expect(status).toMatchObject({ hasKey: false, failed: 0, searching: model });
    expect((await endpoint.counts()).keys).toEqual(['Bearer the-key']);
  });

  it('a key typed on one desktop is that desktop’s', async () => {
    const status = await withoutKey.library.embedding.choose(choiceOf(endpoint), 'the-key');
    expect(status).toMatchObject({ model, searching: model, hasKey: true, problem: null });
  });

  it('a key is not sent to another address that somebody chose for the library', async () => {
    const other = await startEmbeddingServer();
    await withKey.library.embedding.choose(choiceOf(other), null);
    await until(async () => {
      const { choice } = await withoutKey.library.embedding.status();
      return choice.kind === 'endpoint' && choice.url === other.url;
    });
    await withoutKey.library.similar.search({
      source: { kind: 'text', text: 'red' },
      brandId: null,
      threshold: 0,
      limit: 3,
    });
    expect((await other.counts()).keys).toEqual([]);
    await withKey.library.embedding.choose(choiceOf(endpoint), null);
    await other.stop();
  });

  it('pictures leave over a plain connection to a host outside only where that was agreed to', async () => {
    const outside: EndpointChoice = { ...choiceOf(endpoint), url: 'http://198.51.100.7:7997' };
    await expect(withKey.library.embedding.choose(outside, 'the-key')).rejects.toMatchObject({
      code: 'server_part_failed',
      details: { part: 'embedding', cause: 'plain_not_allowed' },
    });
  });
});
