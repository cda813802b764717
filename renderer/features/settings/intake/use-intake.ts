import type { CallInput } from '@shared/contract/index.ts';
import type { IntakeStatus } from '@shared/contract/intake.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from '../../../app/client.ts';
import { toastError } from '../../../app/edit.ts';
import { queryClient } from '../../../app/query-client.ts';
import { queryKeys } from '../../../app/query-keys.ts';

export function takeIntake(status: IntakeStatus): void {
  queryClient.setQueryData(queryKeys.intake(), status);
}

/** The ways in for programs; what changes is told by an event. */
export function useIntake() {
  return useQuery({ queryKey: queryKeys.intake(), queryFn: () => client.intake.status({}), staleTime: 0 });
}

/** Any call that answers with how it is now. */
export function useIntakeCall<I>(call: (input: I) => Promise<IntakeStatus>, onDone?: () => void) {
  return useMutation({
    mutationFn: call,
    onSuccess: (status) => {
      takeIntake(status);
      onDone?.();
    },
    onError: toastError,
  });
}

export function useIntakeUpdate() {
  return useIntakeCall((patch: CallInput<'intake.update'>) => client.intake.update(patch));
}
