import { build } from '../launcher/build.ts';
import { runMain } from '../launcher/report.ts';

await runMain(async () => {
  await build();
  return 0;
});
