import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { Intake, type IntakeSession } from '../../electron/intake/intake.ts';
import { ingestSuite } from './ingest-suite.ts';
import { intakeRequests } from './intake-requests.ts';
import type { OpenedLibrary } from './open-library.ts';

/** The ComfyUI node as it comes with the app. */
export const nodeSource = join(import.meta.dirname, '..', '..', 'resources', 'comfyui', 'sparklio_assets');

export type { Answer } from './intake-requests.ts';

/** A real library with the ways in for programs, as the app opens them. */
export function intakeSuite() {
  const ingest = ingestSuite();
  let intake: Intake | undefined;
  let url = '';
  let token = '';

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
    ...intakeRequests(() => ({ url, token })),
    session,
    openStatus,
    get token(): string {
      return token;
    },
    set token(value: string) {
      token = value;
    },
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
