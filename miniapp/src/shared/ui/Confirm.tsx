import { Alert } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

export interface ConfirmProps {
  readonly title: string;
  readonly description: string;
  /** The word for what will be done. */
  readonly verb: string;
  readonly onConfirm: () => void;
  readonly onClosed: () => void;
}

/** Asks before something is taken away. */
export const Confirm = ({
  title,
  description,
  verb,
  onConfirm,
  onClosed,
}: ConfirmProps): ReactNode => (
  <Alert
    actions={[
      { title: 'Отмена', mode: 'cancel' },
      { title: verb, mode: 'destructive', action: onConfirm },
    ]}
    actionsLayout="horizontal"
    description={description}
    dismissLabel="Закрыть"
    onClosed={onClosed}
    title={title}
  />
);
