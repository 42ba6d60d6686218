import { useQuery } from '@tanstack/react-query';
import { Icon28MessageOutline, Icon56LifebuoyOutline } from '@vkontakte/icons';
import { Group, Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { municipalityQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';

/** Whom to write to: the municipality's community in VK. */
const SupportPage = (): ReactNode => {
  const { id, path } = useWorkplace();
  const municipality = useQuery(municipalityQuery(id));
  return (
    <Screen backTo={path('more')} title="Поддержка">
      <Group>
        <Placeholder icon={<Icon56LifebuoyOutline />} title="Поможем разобраться">
          Напишите, что вы делали и что увидели. Если на экране был номер для поддержки, пришлите и
          его.
        </Placeholder>
        <Loaded query={municipality}>
          {({ community }) => (
            <SimpleCell
              before={<Icon28MessageOutline />}
              href={`https://vk.me/club${community.group_id}`}
              rel="noreferrer"
              subtitle={community.name}
              target="_blank"
            >
              Написать в сообщество
            </SimpleCell>
          )}
        </Loaded>
      </Group>
    </Screen>
  );
};

export default SupportPage;
