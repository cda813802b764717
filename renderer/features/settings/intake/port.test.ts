import { expect, it } from 'vitest';
import { portOf } from './port.ts';

it('takes ports that an ordinary account may open, and none for any that is free', () => {
  expect([' 47100 ', '1024', '65535', '', '  '].map(portOf)).toEqual([47_100, 1024, 65_535, null, null]);
  expect(['80', '65536', '1e4', '-5000', '4710a', '047100'].map(portOf)).toEqual(
    Array.from({ length: 6 }, () => 'wrong'),
  );
});
