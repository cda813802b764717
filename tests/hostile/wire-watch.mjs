// Loaded into the media worker before it: says on stderr whenever its JavaScript looks a name up, connects or sends.
import { createHook } from 'node:async_hooks';
import { writeSync } from 'node:fs';

const wires = new Set([
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
  'TCPCONNECTWRAP',
  'UDPSENDWRAP',
]);
createHook({
  init: (_id, type) => {
    if (wires.has(type)) writeSync(2, `wire:${type}\n`);
  },
}).enable();
