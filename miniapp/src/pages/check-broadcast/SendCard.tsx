import { Button, FormItem, Group, Header, Input, SegmentedControl } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useId, useState } from 'react';

import type { Composition } from '../../features/send-broadcasts/composition';
import { useSending } from '../../features/send-broadcasts/useSending';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { replaceWith } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';
import { CHATS, counted, moment } from '../../shared/ui/words';

const ConfirmEmergency = lazy(() => import('./ConfirmEmergency'));

type When = 'now' | 'later';

export interface SendCardProps {
  readonly name: string;
  readonly written: Composition;
  readonly seen: Schemas['PreviewBroadcast'];
}

/** When it leaves; then it is sent. Emergencies are confirmed twice. */
export const SendCard = ({ name, written, seen }: SendCardProps): ReactNode => {
  const { path } = useWorkplace();
  const show = useNotice();
  const field = useId();
  const choice = useId();
  const [when, setWhen] = useState<When>('now');
  const [at, setAt] = useState('');
  const [isConfirming, setConfirming] = useState(false);
  const sending = useSending(name);
  const isReady = seen.errors.length === 0 && seen.houses > 0 && (when === 'now' || at !== '');
  const leavesAt = when === 'now' || !at ? null : new Date(at).toISOString();

  const send = (isConfirmed: boolean): void =>
    sending.mutate(
      { written, at: leavesAt, isDraft: false, isConfirmed },
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
    <Group header={<Header>Когда отправить</Header>}>
      <FormItem htmlFor={choice}>
        <SegmentedControl
          aria-label="Когда отправить"
          id={choice}
          onChange={setWhen}
          options={[
            { label: 'Сейчас', value: 'now' },
            { label: 'Ко времени', value: 'later' },
          ]}
          value={when}
        />
      </FormItem>
      {when === 'later' && (
        <FormItem bottom="По времени вашего устройства." htmlFor={field} top="Дата и время">
          <Input
            id={field}
            onChange={({ target }) => setAt(target.value)}
            type="datetime-local"
            value={at}
          />
        </FormItem>
      )}
      <FormError error={sending.error} />
      <Inset>
        <Button
          disabled={!isReady}
          loading={sending.isPending}
          onClick={() => (written.kind === 'emergency' ? setConfirming(true) : send(false))}
          size="l"
          stretched
        >
          {when === 'now'
            ? `Отправить в ${counted(seen.chats, CHATS)}`
            : `Отправить ${at ? moment(at) : 'в это время'}`}
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
    </Group>
  );
};
