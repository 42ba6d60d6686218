import { Group, Header, SegmentedControl } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { Numbers } from '../../features/see-activity/queries';
import type { Schemas } from '../../shared/api/client';
import { DayChart } from '../../shared/ui/charts/DayChart';
import { Inset } from '../../shared/ui/Inset';
import { counted, type Forms } from '../../shared/ui/words';

type Kind = 'people' | 'messages' | 'joined';

const KINDS: Readonly<Record<Kind, { readonly label: string; readonly forms: Forms }>> = {
  people: { label: 'Писали', forms: ['человек', 'человека', 'человек'] },
  messages: { label: 'Сообщения', forms: ['сообщение', 'сообщения', 'сообщений'] },
  joined: { label: 'Пришли', forms: ['новый житель', 'новых жителя', 'новых жителей'] },
};

/** Day by day: how many people wrote, how many messages there were, how many joined. */
export const Days = ({ days }: { readonly days: readonly Schemas['ActivityDay'][] }): ReactNode => {
  const [kind, setKind] = useState<Kind>('people');
  const { forms, label } = KINDS[kind];
  const of = (numbers: Numbers | null): number | null => numbers?.[kind] ?? null;
  return (
    <Group header={<Header>По дням</Header>}>
      <Inset>
        <SegmentedControl
          aria-label="Что показать по дням"
          className="days-choice"
          onChange={(chosen) => setKind(chosen as Kind)}
          options={Object.entries(KINDS).map(([value, each]) => ({ value, label: each.label }))}
          value={kind}
        />
        <DayChart
          days={days.map(({ day, numbers }) => ({ day, value: of(numbers) }))}
          say={(value) => counted(value, forms)}
          title={`${label} по дням`}
        />
      </Inset>
    </Group>
  );
};
