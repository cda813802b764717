import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../../scripts/launcher/command.ts';
import { LauncherError, tail } from '../../../scripts/launcher/report.ts';

export interface ServerCertificate {
  /** Files in PEM. */
  readonly certificate: string;
  readonly key: string;
  /** The authority's certificate, a file in PEM. */
  readonly authority: string;
  /** SHA-256 of the server's certificate in DER, as 64 lower-case hex digits. */
  readonly fingerprint: string;
}

export interface CertificateOptions {
  /** Subject alternative names: `DNS:localhost`, `IP:127.0.0.1`. */
  readonly names?: readonly string[];
  /** It ended yesterday. */
  readonly expired?: boolean;
}

async function openssl(cwd: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand('openssl', args, { cwd });
  if (code !== 0) {
    throw new LauncherError(`openssl is needed for the tests with TLS, and failed:\n${tail(output)}`);
  }
}

const loopback = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'];
const stamp = (date: Date): string => date.toISOString().replace(/[-:T]|\.\d+/g, '');
const day = 24 * 3600_000;

/**
 * A certificate for a server, signed by an authority that nobody else knows; both made in `folder` by openssl.
 * Several can be made in one folder under different names: they share the authority.
 */
export async function makeCertificate(
  folder: string,
  name: string,
  { names = loopback, expired = false }: CertificateOptions = {},
): Promise<ServerCertificate> {
  const own = join(folder, name);
  await mkdir(join(own, 'issued'), { recursive: true });
  const authority = join(folder, 'authority.crt');
  const authorityKey = join(folder, 'authority.key');
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  if ((await readFile(authority).catch(() => null)) === null) {
    const files = ['-keyout', authorityKey, '-out', authority];
    await openssl(folder, [
      'req',
      '-x509',
      ...newKey,
      ...files,
      '-days',
      '30',
      '-subj',
      '/CN=Sparklio tests',
    ]);
  }
  const [certificate, key, request] = ['server.crt', 'server.key', 'server.csr'].map((file) =>
    join(own, file),
  );
  if (certificate === undefined || key === undefined || request === undefined) throw new Error('three files');
  await openssl(own, ['req', '-new', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${name}`]);

  await writeFile(join(own, 'index.txt'), '');
  await writeFile(
    join(own, 'ca.cnf'),
    [
      '[ca]',
      'default_ca = tests',
      '[tests]',
      `database = ${join(own, 'index.txt')}`,
      `new_certs_dir = ${join(own, 'issued')}`,
      'default_md = sha256',
      'policy = any',
      'x509_extensions = server',
      'rand_serial = yes',
      '[any]',
      'commonName = supplied',
      '[server]',
      `subjectAltName = ${names.join(', ')}`,
      'extendedKeyUsage = serverAuth',
    ].join('\n'),
  );
  const now = Date.now();
  const [from, to] = expired ? [now - 3 * day, now - day] : [now - day, now + 30 * day];
  const dates = ['-startdate', stamp(new Date(from)), '-enddate', stamp(new Date(to))];
  const signing = ['-cert', authority, '-keyfile', authorityKey, '-in', request, '-out', certificate];
  await openssl(own, ['ca', '-batch', '-notext', '-config', 'ca.cnf', ...signing, ...dates]);
  const { fingerprint256 } = new X509Certificate(await readFile(certificate));
  return {
    certificate,
    key,
    authority,
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}
