import { expect, it } from 'vitest';
import { RequestBatcher } from './wire.ts';

const message = (type: string, body = ''): Buffer => {
  const payload = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeUInt32BE(payload.length + 4, 1);
  return Buffer.concat([head, payload]);
};
const startUp = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);
const exchange = Buffer.concat(['P', 'B', 'D', 'E', 'S'].map((type) => message(type, 'x'.repeat(300))));

it('hands over a statement only when it is whole, however its bytes were cut', () => {
  for (const size of [1, 7, 300, 10_000]) {
    const batcher = new RequestBatcher();
    const bytes = Buffer.concat([startUp, exchange, message('Q', 'select 1'), exchange]);
    const units: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size)
      units.push(...batcher.push(bytes.subarray(at, at + size)));
    expect(units).toEqual([startUp, exchange, message('Q', 'select 1'), exchange]);
  }
});
