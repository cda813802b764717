import { join } from 'node:path';
import { parseOptions } from '../../embed-server/options.ts';
import { type Command, exitCodes, UsageError } from '../command.ts';

export const embedServer: Command = {
  name: 'embed-server',
  summary: "Serves this computer's picture search model to other desktops",
  help: `Usage: sparklio-assets embed-server [options]

Serves this computer's picture search model to other desktops, in the words of infinity:
POST /embeddings, GET /models, GET /health (also below /v1). Runs until it is interrupted.

  --host HOST        Address to listen on (127.0.0.1)
  --port PORT        Port to listen on (7997)
  --model MODEL      builtin, clip-vit-base-patch32 or siglip2-base-patch16-224 (builtin)
  --models FOLDER    Where downloaded models are (the app's own folder)
  --download         Download the model first if it is not there
  --mirror URL       Download it from there instead of the hub
  --key-env VAR      The environment variable that holds the key that clients have to send
  --queue N          Pictures and texts that may be waiting at once (256)
  --allow-urls       Let clients name pictures by their address, which this computer then fetches
  --insecure         Listen beyond this computer without a key

Exit codes: 0 it was stopped, 1 it could not serve, 2 wrong options`,

  async run(args, terminal) {
    const parsed = parseOptions(args, terminal.env);
    if (parsed.kind === 'refused') throw new UsageError(parsed.reason);
    // Other commands need neither pictures nor models.
    const { runEmbedServer } = await import('../../embed-server/run.ts');
    const controller = new AbortController();
    const stop = (): void => {
      // Somebody who interrupts twice does not want to wait for requests that run.
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    try {
      const served = await runEmbedServer(parsed.options, {
        resourcesDir: join(import.meta.dirname, '..', '..', '..', 'resources'),
        out: terminal.print,
        err: terminal.note,
        signal: controller.signal,
      });
      return served ? exitCodes.ok : exitCodes.problem;
    } finally {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    }
  },
};
