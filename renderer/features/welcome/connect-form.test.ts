import { describe, expect, it } from 'vitest';
import { type ConnectValues, checkConnect, emptyConnect, fillConnect } from './connect-form.ts';

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

describe('checkConnect', () => {
  it('makes a profile of a complete form, without an embedding endpoint when none is given', () => {
    const checked = checkConnect(filled);
    expect(checked).toMatchObject({
      ok: true,
      draft: { database: { port: 5432 }, storage: { port: 9000 }, embedding: null },
    });
  });

  it('names every empty field that is needed', () => {
    const checked = checkConnect(emptyConnect);
    expect(checked).toEqual({
      ok: false,
      problems: {
        name: 'required',
        dbHost: 'required',
        dbUser: 'required',
        storageEndpoint: 'required',
        accessKey: 'required',
      },
    });
  });

  it.each([
    ['dbPort', '0', 'port'],
    ['dbPort', '70000', 'port'],
    ['storagePort', '90 00', 'port'],
    ['bucketPrefix', 'Dev_', 'prefix'],
    ['embeddingUrl', 'gpu:8188', 'url'],
    ['dbHost', 'h'.repeat(256), 'tooLong'],
  ] as const)('says what is wrong with %s = %s', (field, value, problem) => {
    expect(checkConnect({ ...filled, [field]: value })).toEqual({
      ok: false,
      problems: { [field]: problem },
    });
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
});
