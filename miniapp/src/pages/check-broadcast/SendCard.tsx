import { FormItem, Group, Header, Input, SegmentedControl } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useId, useState } from 'react';

import type { Composition } from '../../features/send-broadcasts/composition';
import type { Schemas } from '../../shared/api/client';
import { LoadingRows } from '../../shared/ui/states';
import { Once } from './Once';

const Regularly = lazy(() => import('./Regularly'));

type When = 'now' | 'later' | 'regularly';

export interface SendCardProps {
  readonly name: string;
  readonly written: Composition;
  readonly seen: Schemas['PreviewBroadcast'];
}

/** When it leaves; then it is sent. */
export const SendCard = ({ name, written, seen }: SendCardProps): ReactNode => {
  const field = useId();
  const choice = useId();
  const [when, setWhen] = useState<When>('now');
  const [at, setAt] = useState('');
  // A regular one belongs to its own municipality.
  const mayBeRegular = written.municipalityIds.length === 0;
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
            ...(mayBeRegular ? [{ label: 'Регулярно', value: 'regularly' as const }] : []),
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
      {when === 'regularly' ? (
        <Suspense fallback={<LoadingRows count={3} />}>
          <Regularly isReady={seen.errors.length === 0} name={name} written={written} />
        </Suspense>
      ) : (
        <Once at={when === 'later' ? at : null} name={name} seen={seen} written={written} />
      )}
    </Group>
  );
};
