import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

export function intakeHandlers({ intake, dialogs }: AppParts): AreaHandlers<'intake'> {
  return {
    'intake.status': async () => await (await intake()).status(),
    'intake.update': async (input) => await (await intake()).update(input),
    'intake.createToken': async () => {
      const ways = await intake();
      const token = await ways.createToken();
      return { token, status: await ways.status() };
    },
    'intake.installNode': async () => {
      const ways = await intake();
      const chosen = await dialogs.chooseDestination();
      const folder = chosen === null ? null : await ways.installNode(chosen);
      return { folder, status: await ways.status() };
    },
    'intake.updateNode': async ({ folder }) => await (await intake()).updateNode(folder),
    'intake.removeNode': async ({ folder }) => await (await intake()).removeNode(folder),
    'intake.retry': async () => await (await intake()).retry(),
  };
}
