import { Button, Group, Header, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { ActivityGroup } from '../../features/see-activity/queries';
import { useOpening } from '../../features/see-activity/useOpening';
import { Share } from '../../shared/ui/charts/Bars';
import { CHATS, counted, inDigits } from '../../shared/ui/words';

interface GroupsProps {
  readonly title: string;
  readonly groups: readonly ActivityGroup[];
}

const AT_FIRST = 5;

/** Companies, settlements or municipalities side by side: how many of their chats are alive, how many people are in. */
export const Groups = ({ title, groups }: GroupsProps): ReactNode => {
  const [isWhole, setWhole] = useState(false);
  const opening = useOpening();
  // With one there is nothing to compare.
  if (groups.length < 2) return null;
  const shown = isWhole ? groups : groups.slice(0, AT_FIRST);
  return (
    <Group header={<Header indicator={inDigits(groups.length)}>{title}</Header>}>
      {shown.map((group) => {
        const open = opening(group.opens);
        const { chats, live, residents, apartments } = group.numbers;
        return (
          <SimpleCell
            chevron={open ? 'auto' : undefined}
            extraSubtitle={<Share of={chats} value={live} />}
            key={group.id || group.title}
            multiline
            onClick={open}
            subtitle={[
              `живых ${inDigits(live)} из ${counted(chats, CHATS)}`,
              apartments
                ? `${inDigits(residents)} жителей на ${inDigits(apartments)} кв.`
                : `жителей: ${inDigits(residents)}`,
            ].join(' · ')}
          >
            {group.title || 'Не указано'}
          </SimpleCell>
        );
      })}
      {groups.length > AT_FIRST && (
        <Button
          className="whole"
          mode="tertiary"
          onClick={() => setWhole(!isWhole)}
          size="m"
          stretched
        >
          {isWhole ? 'Свернуть' : `Показать все: ${inDigits(groups.length)}`}
        </Button>
      )}
    </Group>
  );
};
