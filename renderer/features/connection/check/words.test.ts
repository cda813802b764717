import { causeSchema, serverPartSchema, warningSchema } from '@shared/contract/connection.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, startI18n } from '../../../app/i18n.ts';
import { addressText, causeWords, warningWords } from './words.ts';

const addresses = {
  database: { host: 'db.example', port: 5432, database: 'assets', user: 'ann', tls: 'off' },
  storage: {
    endpoint: 's3.example',
    port: 9000,
    secure: false,
    accessKey: 'AK',
    region: null,
    bucketPrefix: 'dev-',
  },
  embedding: { kind: 'endpoint', adapter: 'infinity', url: 'http://gpu.example:7997/v1', model: 'clip' },
} as const;

beforeAll(() => startI18n('ko'));

describe.each(['ko', 'en'] as const)('in %s', (language) => {
  beforeAll(async () => {
    await i18n.changeLanguage(language);
  });

  it.each(causeSchema.options)('the cause %s says what happened and what to do', (cause) => {
    for (const part of serverPartSchema.options) {
      const { title, remedy } = causeWords(cause, part, addresses, {});
      for (const key of ['title', 'remedy']) {
        expect(i18n.exists(`connection:cause.${cause}.${key}`, { lng: language, fallbackLng: [] })).toBe(
          true,
        );
      }
      // Whatever is filled in is known from the form alone: nothing stays open when a server says little.
      expect(`${title} ${remedy}`).not.toMatch(/\{\{|“”|‘’|undefined|null/);
    }
  });

  it.each(warningSchema.options)('the warning %s says what is so and what to do', (warning) => {
    for (const key of ['title', 'remedy']) {
      expect(i18n.exists(`connection:warning.${warning}.${key}`, { lng: language, fallbackLng: [] })).toBe(
        true,
      );
    }
    expect(warningWords(warning).title).not.toMatch(/\{\{/);
  });
});

describe('causeWords', () => {
  it('names the address of the part that failed', async () => {
    await i18n.changeLanguage('en');
    expect(causeWords('refused', 'storage', addresses, {}).title).toBe(
      's3.example:9000 refused the connection.',
    );
    expect(causeWords('timeout', 'embedding', addresses, {}).title).toBe('gpu.example:7997 does not answer.');
  });

  it('lets the check say better what the form only supposes', () => {
    expect(
      causeWords('bucket_denied', 'storage', addresses, { bucket: 'dev-sparklio-temp' }).title,
    ).toContain('dev-sparklio-temp');
  });
});

describe('addressText', () => {
  it('puts an IPv6 address into brackets', () => {
    expect(addressText({ host: 'fd7a:115c:a1e0::1', port: 9000 })).toBe('[fd7a:115c:a1e0::1]:9000');
  });
});
