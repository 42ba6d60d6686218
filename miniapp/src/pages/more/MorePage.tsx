import {
  Icon28BuildingOutline,
  Icon28ErrorCircleOutline,
  Icon28HealthOutline,
  Icon28HelpOutline,
  Icon28HistoryBackwardOutline,
  Icon28InfoCircleOutline,
  Icon28PrivacyOutline,
  Icon28ServicesOutline,
  Icon28SettingsOutline,
  Icon28StatisticsOutline,
  Icon28UsersOutline,
  Icon28WorkOutline,
} from '@vkontakte/icons';
import { Group, SimpleCell, useAdaptivityWithJSMediaQueries } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { AllowMessages } from '../../features/allow-messages/AllowMessages';
import { type Action, useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Screen } from '../../shared/ui/Screen';

const SECTIONS: readonly {
  readonly screen: string;
  readonly title: string;
  readonly needs: Action;
  readonly icon: ReactNode;
}[] = [
  {
    screen: 'complaints',
    title: 'Жалобы',
    needs: 'see_complaints',
    icon: <Icon28ErrorCircleOutline />,
  },
  {
    screen: 'statistics',
    title: 'Статистика',
    needs: 'see_activity',
    icon: <Icon28StatisticsOutline />,
  },
  {
    screen: 'health',
    title: 'Здоровье чатов',
    needs: 'see_health',
    icon: <Icon28HealthOutline />,
  },
  {
    screen: 'members',
    title: 'Сотрудники',
    needs: 'see_members',
    icon: <Icon28UsersOutline />,
  },
  {
    screen: 'organizations',
    title: 'Организации и представители',
    needs: 'see_organizations',
    icon: <Icon28WorkOutline />,
  },
  {
    screen: 'service-bots',
    title: 'Сервисные боты',
    needs: 'see_service_bots',
    icon: <Icon28ServicesOutline />,
  },
  {
    screen: 'settings',
    title: 'Настройки',
    needs: 'see_settings',
    icon: <Icon28SettingsOutline />,
  },
  {
    screen: 'audit',
    title: 'Журнал',
    needs: 'read_audit',
    icon: <Icon28HistoryBackwardOutline />,
  },
];

/** What has no place of its own in the menu. */
const MorePage = (): ReactNode => {
  const { name, region, roles, isOneOfMany, may, path } = useWorkplace();
  const { isDesktop } = useAdaptivityWithJSMediaQueries();
  const shown = SECTIONS.filter(({ needs }) => may(needs));
  return (
    <Screen title={isDesktop ? 'О приложении' : 'Ещё'}>
      <Group>
        <SimpleCell
          before={<Icon28BuildingOutline />}
          chevron="auto"
          extraSubtitle={roles}
          multiline
          onClick={isOneOfMany ? () => goTo('/') : undefined}
          subtitle={region}
        >
          {name}
        </SimpleCell>
      </Group>
      {!isDesktop && shown.length > 0 && (
        <Group>
          {shown.map(({ screen, title, icon }) => (
            <Entry icon={icon} key={screen} screen={path(screen)} title={title} />
          ))}
        </Group>
      )}
      <AllowMessages />
      <Group>
        <Entry icon={<Icon28HelpOutline />} screen={path('support')} title="Поддержка" />
        <Entry icon={<Icon28InfoCircleOutline />} screen={path('about')} title="О сервисе" />
        <Entry
          icon={<Icon28PrivacyOutline />}
          screen={path('privacy')}
          title="Персональные данные и правила"
        />
      </Group>
    </Screen>
  );
};

interface EntryProps {
  readonly title: string;
  readonly screen: string;
  readonly icon: ReactNode;
}

const Entry = ({ title, screen, icon }: EntryProps): ReactNode => (
  <SimpleCell before={icon} chevron="always" onClick={() => goTo(screen)}>
    {title}
  </SimpleCell>
);

export default MorePage;
