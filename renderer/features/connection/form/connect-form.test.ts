import { type ProfileId, profileIdSchema, profileSchema } from '@shared/domain/servers.ts';
import { describe, expect, it } from 'vitest';
import {
  type ConnectValues,
  changeConnect,
  checkConnect,
  emptyConnect,
  fillConnect,
  partDraft,
  valuesOfCopy,
  valuesOfProfile,
} from './connect-form.ts';

const filled: ConnectValues = {
  ...emptyConnect,
  name: '사무실',
  dbHost: '100.123.51.5',
  dbUser: 'sparklio',
  dbPassword: 'pw',
  storageEndpoint: '100.123.51.5',
  accessKey: 'minio',
  secretKey: 'secret',
};
const id: ProfileId = profileIdSchema.parse('6b1f0c5e-3f57-4d2b-9a55-1f2d3c4b5a69');
const profile = profileSchema.parse({
  id,
  name: '사무실',
  environment: 'prod',
  database: { host: 'db.example', port: 5433, database: 'assets', user: 'ann', tls: 'verify' },
  storage: {
    endpoint: 's3.example',
    port: 443,
    secure: true,
    accessKey: 'AK',
    region: 'eu-west-1',
    bucketPrefix: 'prod-',
  },
  embedding: { kind: 'endpoint', adapter: 'immich', url: 'http://gpu:3003', model: 'ViT-B-32' },
  trustedCertificates: ['a'.repeat(64)],
  plainConnectionsAllowed: true,
  person: { email: 'ann@example.com', name: 'Ann' },
  stored: { databasePassword: true, secretKey: true, embeddingKey: false },
  lastOpenedAt: null,
});

describe('checkConnect', () => {
  it('makes a profile of a complete form, which leaves the embedder to the library', () => {
    expect(checkConnect(filled, null)).toMatchObject({
      ok: true,
      draft: {
        id: null,
        database: { port: 5432, tls: 'off' },
        storage: { port: 9000, region: null },
        embedding: null,
        person: null,
      },
    });
  });

  it('names every empty field that is needed', () => {
    expect(checkConnect(emptyConnect, null)).toEqual({
      ok: false,
      problems: {
        name: 'required',
        dbHost: 'required',
        dbUser: 'required',
        storageEndpoint: 'required',
        accessKey: 'required',
        secretKey: 'required',
      },
    });
  });

  it.each([
    ['dbPort', '0', 'port'],
    ['dbPort', '70000', 'port'],
    ['storagePort', '90 00', 'port'],
    ['bucketPrefix', 'Dev_', 'prefix'],
    ['dbHost', 'h'.repeat(256), 'tooLong'],
    ['personEmail', 'nobody', 'email'],
  ] as const)('says what is wrong with %s = %s', (field, value, problem) => {
    expect(checkConnect({ ...filled, [field]: value }, null)).toEqual({
      ok: false,
      problems: { [field]: problem },
    });
  });

  it('wants the address of an endpoint only where one was chosen', () => {
    const wrong = { ...filled, embeddingUrl: 'gpu:8188' };
    expect(checkConnect(wrong, null)).toMatchObject({ ok: true, draft: { embedding: null } });
    expect(checkConnect({ ...wrong, embedding: 'endpoint' }, null)).toEqual({
      ok: false,
      problems: { embeddingUrl: 'url' },
    });
  });
});

describe('a kept profile', () => {
  it('comes back as it was, with its secrets left where they are', () => {
    const checked = checkConnect(valuesOfProfile(profile), id);
    const { stored: _stored, lastOpenedAt: _lastOpenedAt, ...fields } = profile;
    expect(checked).toEqual({
      ok: true,
      draft: { ...fields, secrets: { databasePassword: null, secretKey: null, embeddingKey: '' } },
    });
  });

  it('keeps a CLIP model that was chosen elsewhere', () => {
    const embedding = { kind: 'clip', model: 'clip-vit-base-patch32' } as const;
    expect(checkConnect(valuesOfProfile({ ...profile, embedding }), id)).toMatchObject({
      ok: true,
      draft: { embedding },
    });
  });

  it('is copied without its secrets, which have to be typed again', () => {
    const values = valuesOfCopy(profile, 'copy');
    expect(values).toMatchObject({ name: 'copy', dbPassword: '', secretKey: '', dbHost: 'db.example' });
    expect(checkConnect(values, null)).toEqual({ ok: false, problems: { secretKey: 'required' } });
  });
});

describe('changeConnect', () => {
  const values = valuesOfProfile({
    ...profile,
    stored: { databasePassword: true, secretKey: true, embeddingKey: true },
  });

  it('keeps what is stored while the servers stay the same', () => {
    const changed = changeConnect(values, { name: 'new', dbUser: 'bob', embeddingModel: 'other' }, profile);
    expect(changed).toMatchObject({ dbPassword: null, secretKey: null, embeddingKey: null });
  });

  it('asks for the password again when it would go to another server, or without its encryption', () => {
    expect(changeConnect(values, { dbHost: 'elsewhere' }, profile).dbPassword).toBe('');
    expect(changeConnect(values, { dbTls: false }, profile).dbPassword).toBe('');
    expect(changeConnect(values, { embeddingUrl: 'http://elsewhere:1' }, profile)).toMatchObject({
      dbPassword: null,
      embeddingKey: '',
    });
  });
});

describe('partDraft', () => {
  it('carries the fields and the secret of its part only', () => {
    const database = partDraft(filled, null, 'database');
    expect(database).toMatchObject({
      database: { host: '100.123.51.5' },
      storage: { endpoint: 'localhost' },
    });
    expect(database?.secrets).toEqual({ databasePassword: 'pw', secretKey: null, embeddingKey: null });
    expect(partDraft(filled, null, 'storage')?.secrets).toEqual({
      databasePassword: null,
      secretKey: 'secret',
      embeddingKey: null,
    });
  });

  it('leaves the other parts of a kept profile as they are, so that what is stored still applies', () => {
    const values = { ...valuesOfProfile(profile), dbHost: 'elsewhere', dbPassword: 'new' };
    expect(partDraft(values, profile, 'storage')).toMatchObject({
      id,
      database: profile.database,
      secrets: { databasePassword: null, secretKey: null, embeddingKey: null },
    });
  });

  it('does not wait for the other parts', () => {
    const values = { ...emptyConnect, dbHost: 'db', dbUser: 'ann' };
    expect(partDraft(values, null, 'database')).not.toBeNull();
    expect(partDraft(values, null, 'storage')).toBeNull();
  });

  it('is null until its part is complete', () => {
    expect(partDraft({ ...filled, secretKey: '' }, null, 'storage')).toBeNull();
    expect(partDraft({ ...filled, dbPort: '' }, null, 'database')).toBeNull();
    expect(partDraft(filled, null, 'embedding')).toBeNull();
  });
});

describe('fillConnect', () => {
  it('keeps what the text does not say and names the connection after its host', () => {
    const values = fillConnect(emptyConnect, { dbHost: 'mac-mini', dbPassword: 'pw' });
    expect(values).toEqual({ ...emptyConnect, name: 'mac-mini', dbHost: 'mac-mini', dbPassword: 'pw' });
  });

  it('leaves a name that was typed', () => {
    expect(fillConnect(filled, { dbHost: 'other' }).name).toBe('사무실');
  });

  it('asks again before a plain connection to another host', () => {
    const agreed = { ...filled, plainConnectionsAllowed: true };
    expect(fillConnect(agreed, { dbHost: 'elsewhere' }).plainConnectionsAllowed).toBe(false);
    expect(fillConnect(agreed, { dbPassword: 'new' }).plainConnectionsAllowed).toBe(true);
  });
});
