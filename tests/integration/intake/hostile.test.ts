import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { errorSchema } from '../../../electron/intake/api/schemas.ts';
import { intakeSuite } from '../../support/intake-suite.ts';

const suite = intakeSuite();
const port = () => Number(new URL(suite.url).port);

async function dial(host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host, port: port() });
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are and gives the first line and the body of what comes back. */
async function raw(text: string): Promise<{ line: string; body: string; head: string }> {
  const socket = await dial();
  // Kept open: who ends first is not waited for.
  socket.write(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { line: head.split('\r\n')[0] ?? '', head, body };
}

const ask = (headers: Record<string, string>, start = 'GET /v1/brands HTTP/1.1') =>
  raw(
    `${start}\r\n${Object.entries({ connection: 'close', ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  );
const good = () => ({ host: `127.0.0.1:${port()}`, authorization: `Bearer ${suite.token}` });

describe('who may ask', () => {
  it('nobody without the token, whatever it looks like', async () => {
    const { authorization: _, ...host } = good();
    for (const authorization of [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${suite.token}`,
      `Bearer ${suite.token}x`,
      `Bearer ${suite.token.slice(0, -1)}`,
      `Bearer ${suite.token} `.repeat(2),
      'Bearer undefined',
      'Bearer null',
    ]) {
      const { line, head } = await ask({ ...host, authorization });
      expect(line).toBe('HTTP/1.1 401 Unauthorized');
      expect(head.toLowerCase()).toContain('www-authenticate: bearer');
    }
    expect((await ask(host)).line).toBe('HTTP/1.1 401 Unauthorized');
    expect((await ask(good())).line).toBe('HTTP/1.1 200 OK');
  });

  it('nobody with a token of before, and nobody while it is switched off', async () => {
    const before = suite.token;
    suite.token = await suite.intake.createToken();
    const headers = { ...good(), authorization: `Bearer ${before}` };
    expect((await ask(headers)).line).toBe('HTTP/1.1 401 Unauthorized');
    const was = port();
    await suite.intake.update({ api: { enabled: false } });
    await expect(dial()).rejects.toThrow('ECONNREFUSED');
    await suite.intake.update({ api: { enabled: true } });
    expect((await suite.intake.status()).api.port).toBe(was);
    expect((await ask(good())).line).toBe('HTTP/1.1 200 OK');
  });

  it('no page of the web, by whatever name it reaches this computer', async () => {
    for (const headers of [
      { host: 'evil.example' },
      { host: `evil.example:${port()}` },
      { host: '127.0.0.1.evil.example' },
      { host: '' },
      { host: '[::ffff:10.0.0.1]' },
      { ...good(), origin: 'https://evil.example' },
      { ...good(), origin: 'null' },
      { ...good(), origin: suite.url },
      { ...good(), 'sec-fetch-site': 'cross-site' },
      { ...good(), 'sec-fetch-site': 'same-origin' },
    ]) {
      const { line, head } = await ask({ ...good(), ...headers });
      expect(line).toMatch(/^HTTP\/1\.1 (403 Forbidden|400 Bad Request)$/);
      expect(head.toLowerCase()).not.toContain('access-control');
    }
    const preflight = await ask({ ...good(), origin: 'https://evil.example' }, 'OPTIONS /v1/assets HTTP/1.1');
    expect(preflight.line).toBe('HTTP/1.1 403 Forbidden');
    expect((await ask({ ...good(), host: `localhost:${port()}` })).line).toBe('HTTP/1.1 200 OK');
  });

  it('nobody from outside of this computer', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of outside) await expect(dial(address)).rejects.toThrow('ECONNREFUSED');
    await expect(dial('::1')).rejects.toThrow();
  });

  it('a ComfyUI node may hand files in and nothing else', async () => {
    await suite.intake.update({ comfyui: { enabled: true } });
    const { token } = JSON.parse(await readFile(`${suite.intakeFolder}/connection.json`, 'utf8'));
    const headers = { authorization: `Bearer ${token}` };
    expect((await suite.request('/v1/health', { headers })).status).toBe(200);
    expect((await suite.request('/v1/assets', { headers })).status).toBe(403);
    expect((await suite.json('/v1/similar', { text: 'shoe' }, headers)).status).toBe(403);
    await suite.intake.update({ comfyui: { enabled: false } });
    expect((await suite.request('/v1/health', { headers })).status).toBe(401);
  });
});

describe('what is sent', () => {
  it('in another way than HTTP has it is answered with 400, and the server goes on', async () => {
    for (const text of [
      'nonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`,
      '\0\0\0\0\r\n\r\n',
    ]) {
      expect((await raw(text)).line).toMatch(/^HTTP\/1\.1 (400|431) |^$/);
    }
    expect((await ask(good())).line).toBe('HTTP/1.1 200 OK');
  });

  it('to an address or by a method that is not known is refused', async () => {
    expect((await ask(good(), 'DELETE /v1/assets HTTP/1.1')).line).toBe('HTTP/1.1 405 Method Not Allowed');
    expect((await ask(good(), 'GET // HTTP/1.1')).line).toBe('HTTP/1.1 404 Not Found');
    expect((await ask(good(), 'GET /v1/assets/%E0%A4%A HTTP/1.1')).line).toBe('HTTP/1.1 404 Not Found');
    expect((await ask(good(), 'GET /v1/assets/../../secret HTTP/1.1')).line).toBe('HTTP/1.1 404 Not Found');
  });

  it('as a form that breaks off, lies about its length or never ends leaves nothing', async () => {
    const head = (length: number | string) =>
      `POST /v1/assets HTTP/1.1\r\nhost: 127.0.0.1:${port()}\r\nauthorization: Bearer ${suite.token}\r\n` +
      `content-type: multipart/form-data; boundary=b\r\ncontent-length: ${length}\r\n\r\n`;
    const file = '--b\r\ncontent-disposition: form-data; name="file"; filename="../../../evil.png"\r\n\r\n';
    for (const text of [
      `${head(1_000_000)}${file}half a file`,
      `${head(file.length)}${file}`,
      `${head(3)}--b`,
      `${head(8)}--b--\r\n\r\n`,
      `${head(200)}--b\r\ncontent-disposition: form-data; name="file"\r\nx: \0\r\n\r\n`,
    ]) {
      const socket = await dial();
      socket.on('error', () => undefined);
      socket.write(text);
      socket.end();
      socket.resume();
      await once(socket, 'close');
    }
    await expect.poll(() => readdir(suite.spool), { timeout: 20_000 }).toEqual([]);
    expect((await ask(good())).line).toBe('HTTP/1.1 200 OK');
  });

  it('as a name with a path stays a name', async () => {
    const { brand } = await suite.place();
    const form = new FormData();
    form.append('brand', brand.id);
    form.append('file', new Blob([randomUUID()]), '..\\..\\/etc/passwd\u202egnp.exe');
    const { status, body } = await suite.request('/v1/assets', { method: 'POST', body: form });
    expect(status).toBe(201);
    expect(body).toMatchObject({ original_name: expect.not.stringMatching(/[/\\\u202e]/) });
  });

  it('as JSON without an end or of endless depth is refused', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    for (const body of ['{', '', 'null', '[]', '"text"', deep, `{"text":"x","__proto__":{"brand":"y"}}`]) {
      const { status, body: answer } = await suite.request('/v1/similar', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(status).toBe(400);
      expect(errorSchema.parse(answer).error.code).toBe('invalid_input');
    }
    const form = new FormData();
    form.append('source_metadata', `{"a":${deep}}`);
    form.append('file', new Blob(['note']), 'note.txt');
    expect((await suite.request('/v1/assets', { method: 'POST', body: form })).status).toBe(400);
    const large = { text: 'x'.repeat(9 * 1024 * 1024) };
    expect((await suite.json('/v1/similar', large)).status).toBe(413);
  });
});
