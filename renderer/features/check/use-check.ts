import type { CheckStatus, FindingKind } from '@shared/contract/check.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { queryKeys } from '../../app/query-keys.ts';

/** How a check goes and what was found; kept true by `check.changed`. */
export function useCheck() {
  return useQuery({ queryKey: queryKeys.check(), queryFn: () => client.check.status({}) });
}

/** The first findings of a kind; fetched again when something of them changed. */
export function useFindings(kind: FindingKind, limit: number, status: CheckStatus) {
  const { groups } = status;
  const counts = JSON.stringify(groups.find((group) => group.kind === kind));
  return useQuery({
    queryKey: queryKeys.findings(kind, limit, counts),
    queryFn: () => client.check.findings({ kind, offset: 0, limit }),
    placeholderData: keepPreviousData,
  });
}
