import { useQuery } from '@tanstack/react-query';
import { Button, Group, Header, Placeholder, SegmentedControl, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { liveliestQuery } from '../../features/see-activity/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { counted, RESIDENTS } from '../../shared/ui/words';

const AT_FIRST = 5;

/** The liveliest houses, and those that are quietest. */
const Liveliest = ({ period }: { readonly period: string }): ReactNode => {
  const { id } = useWorkplace();
  const houses = useQuery(liveliestQuery(id, period));
  const [which, setWhich] = useState<'best' | 'worst'>('best');
  return (
    <Group header={<Header>Дома</Header>}>
      <Inset>
        <SegmentedControl
          aria-label="Какие дома показать"
          onChange={(chosen) => setWhich(chosen === 'worst' ? 'worst' : 'best')}
          options={[
            { value: 'best', label: 'Самые живые' },
            { value: 'worst', label: 'Самые тихие' },
          ]}
          value={which}
        />
      </Inset>
      <Loaded query={houses}>{(found) => <Houses houses={found[which]} key={which} />}</Loaded>
    </Group>
  );
};

const Houses = ({ houses }: { readonly houses: readonly Schemas['HouseNumbers'][] }): ReactNode => {
  const { path } = useWorkplace();
  const [isWhole, setWhole] = useState(false);
  if (houses.length === 0) return <Placeholder>Таких домов пока нет.</Placeholder>;
  return (
    <>
      {(isWhole ? houses : houses.slice(0, AT_FIRST)).map(({ house_id: house, title, numbers }) => (
        <SimpleCell
          chevron="auto"
          key={house}
          onClick={() => goTo(path('houses', house))}
          subtitle={[
            counted(numbers.messages, ['сообщение', 'сообщения', 'сообщений']),
            counted(numbers.residents, RESIDENTS),
          ].join(' · ')}
        >
          {title}
        </SimpleCell>
      ))}
      {houses.length > AT_FIRST && !isWhole && (
        <Button className="whole" mode="tertiary" onClick={() => setWhole(true)} size="m" stretched>
          Показать все: {houses.length}
        </Button>
      )}
    </>
  );
};

export default Liveliest;
