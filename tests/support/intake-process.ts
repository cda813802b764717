/** A library with its ways in, in a process that ends itself and its helpers at a named step; options as JSON. */
import { z } from 'zod';
import { Intake } from '../../electron/intake/intake.ts';
import { onStep } from '../../electron/steps.ts';
import { sessionWith } from './intake-session.ts';
import { nodeSource } from './intake-suite.ts';
import { openLibrary, startMedia } from './open-library.ts';

const { folder, intakeFolder, step } = z
  .object({ folder: z.string(), intakeFolder: z.string(), step: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const library = await openLibrary({ folder, media: startMedia() });
onStep(({ name }) => {
  if (name === step) process.kill(-process.pid, 'SIGKILL');
});
const intake = await Intake.open({
  folder: intakeFolder,
  nodeSource,
  session: sessionWith(library),
  version: '0.0.0',
  onChange: () => undefined,
});
console.log(JSON.stringify({ url: (await intake.status()).api.url }));
