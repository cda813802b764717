import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connect as connectTls } from 'node:tls';
import pg from 'pg';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { makeCertificate } from './certificates.ts';
import { guardedFolder } from './guarded.ts';
import { startMinio } from './minio.ts';
import { startPostgres } from './postgres.ts';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

describe('servers of the tests', () => {
  it('are gone with their folders when the run is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sparklio-guard-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await chmod(folder, 0o755);
    const script = join(import.meta.dirname, 'testing', 'start-and-stay.ts');
    const run = spawn(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void run.kill('SIGKILL'));
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: run.stdout }).on('line', (text) => {
        if (text.startsWith('[')) resolve(text);
      });
      run.once('exit', () => reject(new Error('It ended before its servers were there')));
    });
    const ports = z.array(z.int()).parse(JSON.parse(line));
    const ownFolders = async (): Promise<string[]> =>
      (await readdir(folder)).filter((name) => /^sparklio-(postgres|versitygw)-/.test(name));
    expect(await Promise.all(ports.map(isListening))).toEqual([true, true]);
    expect(await ownFolders()).toHaveLength(2);
    run.kill('SIGKILL');
    const listening = async (): Promise<boolean[]> => Promise.all(ports.map(isListening));
    await expect.poll(listening, { timeout: 20_000 }).toEqual([false, false]);
    await expect.poll(ownFolders, { timeout: 20_000 }).toEqual([]);
  });

  it('come back after a crash at the same address with what was committed', async () => {
    const server = await startPostgres();
    onTestFinished(server.stop);
    const url = await server.createDatabase();
    await query(url, 'create table kept as select 7 as value');
    await server.crash();
    expect(await isListening(server.port)).toBe(false);
    await server.start();
    expect(await query(url, 'select value from kept')).toEqual([{ value: 7 }]);
  });

  it('have pgvector 0.8 or newer, an older one, or none, as asked for', async () => {
    expect(inject('servers').postgres.pgvector).toMatch(/^0\.([89]|\d\d)\./);
    const plain = await startPostgres({ vector: 'none' });
    onTestFinished(plain.stop);
    expect(plain.pgvector).toBeNull();
    const old = await startPostgres({ vector: 'old' });
    onTestFinished(async () => old?.stop());
    if (old === null) return;
    const url = await old.createDatabase();
    await query(url, 'create extension vector');
    const version = "select extversion from pg_extension where extname = 'vector'";
    expect(await query(url, version)).toEqual([{ extversion: expect.stringMatching(/^0\.[4-7]\./) }]);
  });

  it('speak TLS with the certificate that was made for them', async () => {
    const folder = await guardedFolder('certificates');
    onTestFinished(folder.remove);
    const [good, expired] = [
      await makeCertificate(folder.path, 'good'),
      await makeCertificate(folder.path, 'expired', { expired: true }),
    ];
    const postgres = await startPostgres({ tls: { certificate: good, required: true } });
    onTestFinished(postgres.stop);
    await expect(query(postgres.databaseUrl('postgres'), 'select 1')).rejects.toThrow(/no encryption/);
    const minio = await startMinio({ tls: expired });
    onTestFinished(minio.stop);
    const socket = connectTls({ host: '127.0.0.1', port: minio.port, rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    await new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()));
    const certificate = socket.getPeerCertificate();
    expect(certificate.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(expired.fingerprint);
    expect(new Date(certificate.valid_to).getTime()).toBeLessThan(Date.now());
  });
});
