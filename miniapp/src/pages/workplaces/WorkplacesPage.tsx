import { Icon28BuildingOutline, Icon56LockOutline } from '@vkontakte/icons';
import { Group, Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { workplaceOf } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Screen } from '../../shared/ui/Screen';

/** Where does the person work today? */
const WorkplacesPage = ({ me }: { readonly me: Schemas['Me'] }): ReactNode => (
  <Screen title="Где вы работаете">
    <Group>
      {me.workplaces.map((record) => {
        const { id, name, roles, region, path } = workplaceOf(record, me.workplaces);
        return (
          <SimpleCell
            before={<Icon28BuildingOutline />}
            chevron="always"
            extraSubtitle={roles}
            key={id}
            multiline
            onClick={() => goTo(path('houses'))}
            subtitle={region}
          >
            {name}
          </SimpleCell>
        );
      })}
      {me.workplaces.length === 0 && (
        <Placeholder icon={<Icon56LockOutline />} title="Доступ ещё не открыт">
          Попросите администратора мини-приложения в вашем муниципалитете добавить вас. Ваш
          идентификатор во ВКонтакте: {me.person.vk_id}
        </Placeholder>
      )}
    </Group>
  </Screen>
);

export default WorkplacesPage;
