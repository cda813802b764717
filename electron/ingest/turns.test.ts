import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

const never = new AbortController().signal;

it('the same bytes are one file at a time, others do not wait', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const endFirst = await turns.take('same', never);
  const second = turns.take('same', never).then((end) => {
    order.push('second');
    end();
  });
  const other = turns.take('other', never).then((end) => {
    order.push('other');
    end();
  });
  await other;
  endFirst();
  await second;
  expect(order).toEqual(['other', 'second']);
});

it('who gives up waiting takes no turn', async () => {
  const turns = new Turns();
  const end = await turns.take('same', never);
  const leaving = new AbortController();
  const waiting = turns.take('same', leaving.signal);
  leaving.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  end();
  (await turns.take('same', never))();
});
