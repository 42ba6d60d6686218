import { Icon28ErrorCircleOutline } from '@vkontakte/icons';
import { Group, Header, SimpleCell, Text } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';
import { counted, HOUSES, inDigits } from '../../shared/ui/words';

type Missed = Schemas['Missed'];

/** Who will not get it, by reason; each opens the houses and what mends it. */
export const MissedCard = ({ missed }: { readonly missed: readonly Missed[] }): ReactNode => {
  const [open, setOpen] = useState<Missed | null>(null);
  if (missed.length === 0) return null;
  return (
    <Group header={<Header>Кто не получит и почему</Header>}>
      {missed.map((each) => (
        <SimpleCell
          before={<Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />}
          chevron="always"
          key={each.failure.code}
          multiline
          onClick={() => setOpen(each)}
          subtitle={counted(each.count, HOUSES)}
        >
          {each.failure.title}
        </SimpleCell>
      ))}
      <Sheet isOpen={open !== null} onClose={() => setOpen(null)} title="Не получат сообщение">
        {open && <MissedHouses missed={open} />}
      </Sheet>
    </Group>
  );
};

const MissedHouses = ({ missed }: { readonly missed: Missed }): ReactNode => {
  const { path } = useWorkplace();
  const more = missed.count - missed.houses.length;
  return (
    <>
      <Inset>
        <Text>
          {missed.failure.title} {missed.failure.action}
        </Text>
      </Inset>
      {missed.houses.map(({ house_id: house, address }) => (
        <SimpleCell chevron="auto" key={house} onClick={() => goTo(path('houses', house))}>
          {address}
        </SimpleCell>
      ))}
      {more > 0 && (
        <Inset>
          <Text>И ещё {inDigits(more)}. Все будут в отчёте рассылки.</Text>
        </Inset>
      )}
    </>
  );
};
