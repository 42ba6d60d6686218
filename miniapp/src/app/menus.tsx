import {
  Icon28HomeOutline,
  Icon28DocumentArrowUpOutline,
  Icon28HealthOutline,
  Icon28HistoryBackwardOutline,
  Icon28InfoCircleOutline,
  Icon28MegaphoneOutline,
  Icon28MoreHorizontal,
  Icon28ServicesOutline,
  Icon28SettingsOutline,
  Icon28StatisticsOutline,
  Icon28UsersOutline,
  Icon28WorkOutline,
} from '@vkontakte/icons';
import { Group, Panel, SimpleCell, Tabbar, TabbarItem } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { type Action, useWorkplace } from '../features/work-in-municipality/workplace';
import { goTo } from '../shared/router/router';
import type { Story } from './routes';

interface Entry {
  readonly screen: string;
  readonly title: string;
  readonly needs: Action;
  readonly icon: ReactNode;
  /** Screens that are reached through this one. */
  readonly inner?: readonly string[];
}

const HOUSES: Entry = {
  screen: 'houses',
  title: 'Дома',
  needs: 'see_houses',
  icon: <Icon28HomeOutline />,
  inner: ['house', 'new-house'],
};
const BROADCASTS: Entry = {
  screen: 'broadcasts',
  title: 'Рассылки',
  needs: 'broadcast',
  icon: <Icon28MegaphoneOutline />,
  inner: [
    'broadcast',
    'write-broadcast',
    'check-broadcast',
    'schedule',
    'write-schedule',
    'check-schedule',
  ],
};
const IMPORTS: Entry = {
  screen: 'imports',
  title: 'Загрузки',
  needs: 'import_houses',
  icon: <Icon28DocumentArrowUpOutline />,
  inner: ['import'],
};
const MEMBERS: Entry = {
  screen: 'members',
  title: 'Сотрудники',
  needs: 'see_members',
  icon: <Icon28UsersOutline />,
};

const STATISTICS: Entry = {
  screen: 'statistics',
  title: 'Статистика',
  needs: 'see_activity',
  icon: <Icon28StatisticsOutline />,
};
const HEALTH: Entry = {
  screen: 'health',
  title: 'Здоровье чатов',
  needs: 'see_health',
  icon: <Icon28HealthOutline />,
  inner: ['health-task'],
};

const ON_PHONES: readonly Entry[] = [
  HOUSES,
  BROADCASTS,
  IMPORTS,
  MEMBERS,
  { screen: 'more', title: 'Ещё', needs: 'see_municipality', icon: <Icon28MoreHorizontal /> },
];

const ON_COMPUTERS: readonly Entry[] = [
  HOUSES,
  BROADCASTS,
  IMPORTS,
  MEMBERS,
  STATISTICS,
  HEALTH,
  {
    screen: 'organizations',
    title: 'Организации',
    needs: 'see_organizations',
    icon: <Icon28WorkOutline />,
    inner: ['organization'],
  },
  {
    screen: 'service-bots',
    title: 'Сервисные боты',
    needs: 'see_service_bots',
    icon: <Icon28ServicesOutline />,
    inner: ['service-bot'],
  },
  {
    screen: 'settings',
    title: 'Настройки',
    needs: 'see_settings',
    icon: <Icon28SettingsOutline />,
  },
  { screen: 'audit', title: 'Журнал', needs: 'read_audit', icon: <Icon28HistoryBackwardOutline /> },
  {
    screen: 'more',
    title: 'О приложении',
    needs: 'see_municipality',
    icon: <Icon28InfoCircleOutline />,
    inner: ['about', 'privacy', 'support'],
  },
];

/** The menu along the lower edge of a phone. */
export const PhoneMenu = ({ story }: { readonly story: Story }): ReactNode => {
  const { may, path } = useWorkplace();
  return (
    <Tabbar aria-label="Разделы" role="navigation">
      {ON_PHONES.filter(({ needs }) => may(needs)).map(({ screen, title, icon }) => (
        <TabbarItem
          aria-current={screen === story ? 'page' : undefined}
          key={screen}
          label={title}
          onClick={() => goTo(path(screen))}
          selected={screen === story}
        >
          {icon}
        </TabbarItem>
      ))}
    </Tabbar>
  );
};

/** The menu beside the screens on a computer. */
export const SideMenu = ({ open }: { readonly open: string }): ReactNode => {
  const { may, path, name } = useWorkplace();
  return (
    <Panel aria-label="Разделы" className="side-menu" role="navigation">
      <Group aria-label={name}>
        {ON_COMPUTERS.filter(({ needs }) => may(needs)).map(({ screen, title, icon, inner }) => {
          const isOpen = screen === open || inner?.includes(open);
          return (
            <SimpleCell
              activated={isOpen}
              aria-current={isOpen ? 'page' : undefined}
              before={icon}
              key={screen}
              onClick={() => goTo(path(screen))}
            >
              {title}
            </SimpleCell>
          );
        })}
      </Group>
    </Panel>
  );
};
