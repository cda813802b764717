import { QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ToastRegion } from '../components/toast.tsx';
import { queryClient } from './query-client.ts';

/** What every screen stands on: the query cache, tooltips, toasts and questions. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delayDuration={500} skipDelayDuration={200} disableHoverableContent>
        {children}
        <ConfirmDialog />
        <ToastRegion />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}
