import { type CallError, errorCodeSchema } from '@shared/contract/errors.ts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ContractError } from './client.ts';
import { i18n } from './i18n.ts';

export interface ErrorWords {
  /** What happened. */
  title: string;
  /** What to do now. */
  remedy: string;
}

type Described = Pick<CallError, 'code' | 'details'>;

function factsOf(error: unknown): Described {
  if (error instanceof ContractError) return { code: error.code, details: error.details };
  if (typeof error === 'object' && error !== null && 'code' in error) {
    const code = errorCodeSchema.safeParse(error.code);
    const details = 'details' in error && typeof error.details === 'object' ? { ...error.details } : {};
    if (code.success) return { code: code.data, details };
  }
  return { code: 'internal', details: {} };
}

/** The words of an error: a `ContractError`, the `error` of an upload, or anything that was thrown. */
export function errorText(error: unknown): ErrorWords {
  const { code, details } = factsOf(error);
  return {
    title: i18n.t(`errors:${code}.title`, details),
    remedy: i18n.t(`errors:${code}.remedy`, details),
  };
}

/** As `errorText`, and renders again when the language changes. */
export function useErrorText(): (error: unknown) => ErrorWords {
  useTranslation('errors');
  return useCallback((error: unknown) => errorText(error), []);
}
