/** What becomes of one request after the worker died while it ran. Pure, so that it can be read and tested. */
export type AfterCrash = 'retry_alone' | 'fail';

/**
 * When several ran, any of them may be to blame, so each is tried again by itself. One that was by itself and
 * had been tried before is the cause.
 *
 * @param crashes how often the worker died with this request in it, this time included
 */
export function afterCrash(crashes: number, alone: boolean): AfterCrash {
  return alone && crashes > 1 ? 'fail' : 'retry_alone';
}

/**
 * Whether another attempt at the same file would end as this one did. Time that was up once may be the doing of a computer
 * that was busy or slept; twice in a row it is the file's.
 *
 * @param before code that the attempt before this one failed with
 */
export function isForGood(
  { code, retry }: { readonly code: string; readonly retry: boolean },
  before: string | null,
): boolean {
  return !retry || (code === 'timeout' && before === 'timeout');
}
