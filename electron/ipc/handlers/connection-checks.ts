import type { ServerPart } from '../../../shared/contract/connection.ts';
import { checkDatabase, checkEmbedding, checkStorage } from '../../connection/checks/index.ts';
import { adoptTarget, inspectTarget } from '../../connection/inspection.ts';
import { tailnetNodes } from '../../connection/tailnet.ts';
import type { AppParts } from '../parts.ts';
import type { AreaHandlers } from '../router.ts';

type Checks = 'connection.check' | 'connection.inspect' | 'connection.adopt' | 'connection.tailnet';

const checks = {
  database: checkDatabase,
  storage: checkStorage,
  embedding: checkEmbedding,
} satisfies Record<ServerPart, unknown>;

const inspected: readonly ServerPart[] = ['database', 'storage'];

export function connectionCheckHandlers({
  profiles,
}: Pick<AppParts, 'profiles'>): Pick<AreaHandlers<'connection'>, Checks> {
  return {
    'connection.check': ({ draft, part }) => checks[part](profiles.resolve(draft, [part])),
    'connection.inspect': ({ draft }) => inspectTarget(profiles.resolve(draft, inspected)),
    'connection.adopt': ({ draft, hash }) => adoptTarget(profiles.resolve(draft, inspected), hash),
    'connection.tailnet': () => tailnetNodes(),
  };
}
