import { useTranslation } from 'react-i18next';
import { useUi } from '../../app/ui-store.ts';
import { Dialog } from '../../components/dialog.tsx';
import { EndStep } from './end-step.tsx';
import { PlanStep } from './plan-step.tsx';
import { ProgressStep } from './progress-step.tsx';
import { useRelocationUi } from './relocation-store.ts';
import { isUnderWay, useRelocation } from './use-relocation.ts';

/** Choose, watch, and what comes after: a library's way to another place. Closing it stops nothing. */
export function RelocationDialog() {
  const { t } = useTranslation('relocation');
  const open = useUi((state) => state.dialog === 'relocation');
  const hide = useUi((state) => state.hide);
  const start = useRelocationUi((state) => state.start);
  const { data } = useRelocation();
  const relocation = data?.relocation ?? null;
  const running = relocation !== null && isUnderWay(relocation);
  return (
    <Dialog open={open} onOpenChange={(next) => !next && hide()} title={t('title')} size="m" flush>
      {running ? (
        <ProgressStep relocation={relocation} onClose={hide} />
      ) : relocation !== null && start === null ? (
        <EndStep relocation={relocation} onClose={hide} />
      ) : (
        <PlanStep start={start} />
      )}
    </Dialog>
  );
}
