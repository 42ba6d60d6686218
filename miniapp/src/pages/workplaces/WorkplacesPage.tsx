import { Icon28BuildingOutline, Icon28MessageOutline, Icon56LockOutline } from '@vkontakte/icons';
import { Group, Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { workplaceOf } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Screen } from '../../shared/ui/Screen';
import { communityId } from '../../shared/vk/launch';
import { PrivacyParts } from '../privacy/PrivacyParts';

/** Where does the person work today? */
const WorkplacesPage = ({ me }: { readonly me: Schemas['Me'] }): ReactNode => (
  <Screen title="Где вы работаете">
    {me.workplaces.length > 0 && (
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
      </Group>
    )}
    {me.workplaces.length === 0 && <NotYet vkId={me.person.vk_id} />}
  </Screen>
);

/** Somebody who is nothing anywhere: whom to ask, what this is, and what it keeps of people. */
const NotYet = ({ vkId }: { readonly vkId: number | null }): ReactNode => (
  <>
    <Group>
      <Placeholder icon={<Icon56LockOutline />} title="Доступ ещё не открыт">
        Приложение для сотрудников муниципалитетов: они создают официальные чаты домов. Попросите
        администратора мини-приложения в вашем муниципалитете добавить вас. Ваш идентификатор во
        ВКонтакте: {vkId}
      </Placeholder>
      {communityId && (
        <SimpleCell
          before={<Icon28MessageOutline />}
          href={`https://vk.me/club${communityId}`}
          rel="noreferrer"
          target="_blank"
        >
          Написать в поддержку
        </SimpleCell>
      )}
    </Group>
    <PrivacyParts operator="Оператор — администрация муниципалитета, который откроет вам доступ." />
  </>
);

export default WorkplacesPage;
