import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Intake, type IntakeSession } from '../../electron/intake/intake.ts';
import { ingestSuite } from './ingest-suite.ts';
import type { OpenedLibrary } from './open-library.ts';

/** The ComfyUI node as it comes with the app. */
export const nodeSource = join(import.meta.dirname, '..', '..', 'resources', 'comfyui', 'sparklio_assets');

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

type Fields = Readonly<Record<string, string>>;

/** A real library with the ways in for programs, as the app opens them. */
export function intakeSuite() {
  const ingest = ingestSuite();
  let intake: Intake | undefined;
  let url = '';

  const openStatus: IntakeSession['status'] = {
    state: 'open',
    kind: 'local',
    profileId: null,
    name: 'My library',
    environment: 'local',
    access: 'write',
  };
  const session: { -readonly [K in keyof IntakeSession]: IntakeSession[K] } = {
    status: openStatus,
    current: 'local',
    get library() {
      return ingest.library;
    },
  };

  const suite = {
    session,
    openStatus,
    token: '',
    get library(): OpenedLibrary {
      return ingest.library;
    },
    get folder(): string {
      return ingest.folder;
    },
    /** As the app has one for each account. */
    get intakeFolder(): string {
      return join(ingest.folder, 'intake');
    },
    get spool(): string {
      return join(suite.intakeFolder, 'spool');
    },
    get intake(): Intake {
      if (intake === undefined) throw new Error('The intake is not open');
      return intake;
    },
    /** Where the API listens. */
    get url(): string {
      return url;
    },
    reopenLibrary: () => ingest.open(),

    /** Opens it anew, after it was closed. */
    async open(): Promise<Intake> {
      intake = await Intake.open({
        folder: suite.intakeFolder,
        nodeSource,
        session,
        version: '1.2.3',
        onChange: () => undefined,
      });
      url = (await intake.status()).api.url ?? '';
      return intake;
    },

    async request(path: string, init: RequestInit = {}): Promise<Answer> {
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${suite.token}`);
      const response = await fetch(`${url}${path}`, { ...init, headers });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },

    /** Hands a file in by a form. */
    upload(
      bytes: string | Uint8Array<ArrayBuffer>,
      fields: Fields = {},
      headers: Fields = {},
    ): Promise<Answer> {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob([bytes]), 'note.txt');
      return suite.request('/v1/assets', { method: 'POST', body: form, headers });
    },

    json(path: string, body: unknown, headers: Fields = {}): Promise<Answer> {
      return suite.request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
    },

    /** A brand of its own, with a project. */
    async place() {
      const { library } = ingest.library;
      const brand = await library.createBrand({ name: `Brand ${randomUUID()}` });
      const project = await library.createProject({ brandId: brand.id, name: '봄 캠페인' });
      return { brand, project };
    },
  };

  beforeAll(async () => {
    await suite.open();
    await suite.intake.update({ api: { enabled: true } });
    suite.token = await suite.intake.createToken();
    url = (await suite.intake.status()).api.url ?? '';
  });
  afterAll(async () => {
    await intake?.close();
  });
  return suite;
}
