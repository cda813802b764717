import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createFetch } from './fetch.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return `http://127.0.0.1:${address.port}/`;
}

const ownFetch = createFetch({ trustedCertificates: [] });

it('sends a body and reads the whole answer', async () => {
  const url = await serve((request, response) => {
    request.pipe(response);
  });
  const body = Buffer.alloc(3_000_000, 7);
  const answer = await ownFetch(url, { method: 'PUT', body });
  expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
});

it.each([0, 5, 200_000])('lets an answer of %i bytes go unread, whatever still arrives', async (length) => {
  const url = await serve((_request, response) => {
    response.end(Buffer.alloc(length));
  });
  for (let round = 0; round < 5; round++) {
    const answer = await ownFetch(url);
    await answer.body?.cancel();
  }
  expect((await ownFetch(url)).status).toBe(200);
});

it('tells a connection that breaks in the middle of an answer', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  });
  const answer = await ownFetch(url);
  await expect(answer.text()).rejects.toThrow(TypeError);
});
