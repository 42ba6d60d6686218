import { Icon28WarningTriangleOutline } from '@vkontakte/icons';
import { Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';

/** What is to be mended about the house's chat; each opens the screen that mends it. */
export const HouseHealth = ({
  tasks,
}: {
  readonly tasks: Schemas['HouseDetails']['health'];
}): ReactNode => {
  const { path } = useWorkplace();
  if (tasks.length === 0) return null;
  return (
    <Group header={<Header>Что исправить</Header>}>
      {tasks.map(({ task, title, why, what_to_do: whatToDo }) => (
        <SimpleCell
          before={<Icon28WarningTriangleOutline />}
          chevron="auto"
          key={task}
          multiline
          onClick={() => goTo(path('health', task))}
          subtitle={why || whatToDo}
        >
          {title}
        </SimpleCell>
      ))}
    </Group>
  );
};
