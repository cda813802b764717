import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { operations } from '../../electron/intake/api/operations.ts';
import { openApi, openApiText } from './openapi.ts';

const text = openApiText();

it('the document in docs/ is the API as it is (npm run docs)', () => {
  const file = join(import.meta.dirname, '..', '..', 'docs', 'intake-api.openapi.json');
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('every operation is in it, and every reference leads somewhere', () => {
  for (const name of Object.keys(operations)) expect(text).toContain(`"operationId": "${name}"`);
  const references = [...text.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(([, id]) => id);
  expect(references.length).toBeGreaterThan(20);
  for (const id of references) expect(openApi()).toHaveProperty(`components.schemas.${id}`);
});

it('says what is refused: bounds of numbers, tags of no letters, and where a body may be left out', () => {
  const { paths } = openApi();
  expect(paths).toMatchObject({
    '/v1/assets': {
      get: {
        parameters: expect.arrayContaining([
          expect.objectContaining({ name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 200 } }),
          expect.objectContaining({ name: 'tag', schema: { type: 'string', minLength: 1, maxLength: 100 } }),
        ]),
      },
    },
    '/v1/assets/{asset_id}/similar': { post: { requestBody: { required: false } } },
    '/v1/similar': { post: { requestBody: { required: true } } },
  });
});
