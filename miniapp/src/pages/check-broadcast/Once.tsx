import { Button } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import type { Composition } from '../../features/send-broadcasts/composition';
import { useSending } from '../../features/send-broadcasts/useSending';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { replaceWith } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';
import { CHATS, counted, type Forms, moment } from '../../shared/ui/words';
import type { SendCardProps } from './SendCard';

const ConfirmEmergency = lazy(() => import('./ConfirmEmergency'));

const MUNICIPALITIES: Forms = ['муниципалитет', 'муниципалитета', 'муниципалитетов'];

interface OnceProps extends SendCardProps {
  /** When it leaves, as a field has it; null is now, empty is not chosen yet. */
  readonly at: string | null;
}

/** Sends the message, or keeps it. Emergencies are confirmed twice. */
export const Once = ({ name, written, seen, at }: OnceProps): ReactNode => {
  const { path } = useWorkplace();
  const show = useNotice();
  const [isConfirming, setConfirming] = useState(false);
  const sending = useSending(name);
  const isReady = seen.errors.length === 0 && seen.houses > 0 && at !== '';

  const send = (isConfirmed: boolean): void =>
    sending.mutate(
      { written, at: at && new Date(at).toISOString(), isDraft: false, isConfirmed },
      { onSuccess: ({ id }) => replaceWith(path('broadcasts', id)) },
    );
  const keep = (): void =>
    sending.mutate(
      { written, at: null, isDraft: true, isConfirmed: false },
      {
        onSuccess: () => {
          show({ text: 'Черновик сохранён' });
          replaceWith(path('broadcasts'));
        },
      },
    );
  return (
    <>
      <FormError error={sending.error} />
      <Inset>
        <Button
          disabled={!isReady}
          loading={sending.isPending}
          onClick={() => (written.kind === 'emergency' ? setConfirming(true) : send(false))}
          size="l"
          stretched
        >
          {sendInWords(at, written, seen)}
        </Button>
      </Inset>
      <Inset>
        <Button disabled={sending.isPending} mode="secondary" onClick={keep} size="l" stretched>
          Сохранить черновик
        </Button>
      </Inset>
      <Suspense>
        {isConfirming && (
          <ConfirmEmergency
            onClosed={() => setConfirming(false)}
            onConfirm={() => send(true)}
            seen={seen}
          />
        )}
      </Suspense>
    </>
  );
};

function sendInWords(
  at: string | null,
  written: Composition,
  { chats }: SendCardProps['seen'],
): string {
  if (at !== null) return `Отправить ${at ? moment(at) : 'в это время'}`;
  const elsewhere = written.municipalityIds.length;
  return elsewhere
    ? `Отправить в ${counted(elsewhere + 1, MUNICIPALITIES)}`
    : `Отправить в ${counted(chats, CHATS)}`;
}
