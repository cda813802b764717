import type { WatchProblem } from '@shared/domain/watch.ts';
import { useTranslation } from 'react-i18next';

/** Why a folder can't be watched, and what to do instead. */
export function useProblemText(): (problem: WatchProblem) => string {
  const { t } = useTranslation('watch');
  return (problem) =>
    'name' in problem ? t(`problem.${problem.kind}`, { name: problem.name }) : t(`problem.${problem.kind}`);
}
