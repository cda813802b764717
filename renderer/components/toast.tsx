import clsx from 'clsx';
import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';
import { type ToastMessage, toast, useToasts } from './toast-store.ts';

export { toast } from './toast-store.ts';

const icons = { success: CircleCheck, error: CircleAlert, info: Info };

/** Shows what `toast` says; once in the window. F8 moves the focus there. */
export function ToastRegion() {
  const { t } = useTranslation('common');
  const messages = useToasts((state) => state.messages);
  return (
    <Radix.Provider label={t('notifications')} swipeDirection="down">
      {messages.map((message) => (
        <ToastItem key={message.id} message={message} />
      ))}
      <Radix.Viewport className={styles.viewport} label={t('notificationsHotkey')} />
    </Radix.Provider>
  );
}

function ToastItem({
  message: { id, tone, title, description, action, duration },
}: {
  message: ToastMessage;
}) {
  const { t } = useTranslation('common');
  return (
    <Radix.Root
      className={styles.toast}
      type={tone === 'error' ? 'foreground' : 'background'}
      duration={duration}
      onOpenChange={(open) => !open && toast.dismiss(id)}
    >
      <Icon icon={icons[tone]} className={clsx(tone !== 'info' && styles[tone])} />
      <div className={styles.words}>
        <Radix.Title>{title}</Radix.Title>
        {description !== undefined && (
          <Radix.Description className={styles.description}>{description}</Radix.Description>
        )}
      </div>
      {action && (
        <Radix.Action asChild altText={action.label}>
          <Button size="s" onClick={action.onSelect}>
            {action.label}
          </Button>
        </Radix.Action>
      )}
      <Radix.Close asChild>
        <IconButton icon={X} label={t('close')} size="s" />
      </Radix.Close>
    </Radix.Root>
  );
}
