import { causeSchema, serverPartSchema } from '@shared/contract/connection.ts';
import type { ErrorDetails } from '@shared/contract/errors.ts';
import type { ProfileDraft } from '@shared/domain/servers.ts';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type ErrorWords, errorText } from '../../app/error-text.ts';
import { i18n } from '../../app/i18n.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { causeWords } from './check/words.ts';

const told = z.object({ part: serverPartSchema, cause: causeSchema });

function detailsOf(error: unknown): ErrorDetails {
  const { details } = z
    .object({ details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) })
    .catch({ details: {} })
    .parse(error instanceof Error ? { ...error } : error);
  return details;
}

/** An error's words; one of the servers' says which part failed and why. */
export function serverErrorText(
  error: unknown,
  addresses: Pick<ProfileDraft, 'database' | 'storage' | 'embedding'>,
): ErrorWords {
  const details = detailsOf(error);
  const known = told.safeParse(details);
  if (!known.success) return errorText(error);
  const { part, cause } = known.data;
  const { part: _part, cause: _cause, ...facts } = details;
  const { title, remedy } = causeWords(cause, part, addresses, facts);
  return {
    title: i18n.t('connection:failed.part', { part: i18n.t(`connection:part.${part}`), cause: title }),
    remedy,
  };
}

/** As `ErrorState`, in the words of the servers. */
export function ServerErrorState({
  error,
  addresses,
  title,
  onRetry,
  retrying = false,
  retryFirst = false,
  actions,
}: {
  error: unknown;
  addresses: Pick<ProfileDraft, 'database' | 'storage' | 'embedding'>;
  /** Above the cause, such as which library it was. */
  title?: string;
  onRetry: () => void;
  retrying?: boolean;
  /** Trying again is what most likely helps. */
  retryFirst?: boolean;
  actions?: ReactNode;
}) {
  const { t } = useTranslation('common');
  const words = serverErrorText(error, addresses);
  return (
    <div role="alert">
      <EmptyState
        icon={TriangleAlert}
        tone="danger"
        title={title ?? words.title}
        text={title === undefined ? words.remedy : `${words.title} ${words.remedy}`}
        actions={
          <>
            <Button variant={retryFirst ? 'primary' : 'secondary'} onClick={onRetry} busy={retrying}>
              {t('retry')}
            </Button>
            {actions}
          </>
        }
      />
    </div>
  );
}
