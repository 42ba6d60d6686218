import {
  Icon28HomeOutline,
  Icon28DocumentArrowUpOutline,
  Icon28ErrorCircleOutline,
  Icon28HealthOutline,
  Icon28HistoryBackwardOutline,
  Icon28InfoCircleOutline,
  Icon28MegaphoneOutline,
  Icon28MessagesOutline,
  Icon28MoreHorizontal,
  Icon28ServicesOutline,
  Icon28SettingsOutline,
  Icon28StatisticsOutline,
  Icon28UsersOutline,
  Icon28WorkOutline,
} from '@vkontakte/icons';
import { useQuery } from '@tanstack/react-query';
import {
  Counter,
  Group,
  Panel,
  SimpleCell,
  Tabbar,
  TabbarItem,
  VisuallyHidden,
} from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { waitingQuery } from '../features/ask-questions/queries';
import { type Action, useWorkplace } from '../features/work-in-municipality/workplace';
import { goTo } from '../shared/router/router';
import type { Story } from './routes';

interface Entry {
  readonly screen: string;
  readonly title: string;
  readonly needs: Action;
  readonly icon: ReactNode;
  /** Whoever may do this finds it under «Ещё» on phones: five entries are what fits there. */
  readonly onPhonesUnless?: Action;
  /** Screens that are reached through this one. */
  readonly inner?: readonly string[];
}

const HOUSES: Entry = {
  screen: 'houses',
  title: 'Дома',
  needs: 'see_houses',
  icon: <Icon28HomeOutline />,
  inner: ['house', 'new-house', 'ask-question', 'rank-questions', 'moderation'],
};
const QUESTIONS: Entry = {
  screen: 'questions',
  title: 'Вопросы',
  needs: 'see_questions',
  icon: <Icon28MessagesOutline />,
  inner: ['question', 'answer-question', 'talk-question', 'discussion', 'question-figures'],
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
const COMPLAINTS: Entry = {
  screen: 'complaints',
  title: 'Жалобы',
  needs: 'see_complaints',
  icon: <Icon28ErrorCircleOutline />,
  onPhonesUnless: 'import_houses',
  inner: ['complaint', 'complaint-settings'],
};

// Five is what fits on a phone; employees find each other under «Ещё».
const ON_PHONES: readonly Entry[] = [
  HOUSES,
  QUESTIONS,
  COMPLAINTS,
  BROADCASTS,
  IMPORTS,
  { screen: 'more', title: 'Ещё', needs: 'see_municipality', icon: <Icon28MoreHorizontal /> },
];

const ON_COMPUTERS: readonly Entry[] = [
  HOUSES,
  QUESTIONS,
  COMPLAINTS,
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
    inner: ['organization', 'open311'],
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
  const waiting = useWaiting();
  const entries = ON_PHONES.filter(
    ({ needs, onPhonesUnless: unless }) => may(needs) && !(unless && may(unless)),
  );
  const shown = entries.some(({ screen }) => screen === story) ? story : 'more';
  return (
    <Tabbar aria-label="Разделы" role="navigation">
      {entries.map(({ screen, title, icon }) => (
        <TabbarItem
          aria-current={screen === shown ? 'page' : undefined}
          indicator={screen === 'questions' && <Waiting count={waiting} />}
          key={screen}
          label={title}
          onClick={() => goTo(path(screen))}
          selected={screen === shown}
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
  const waiting = useWaiting();
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
              indicator={screen === 'questions' && <Waiting count={waiting} />}
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

const Waiting = ({ count }: { readonly count: string }): ReactNode =>
  count && (
    <Counter appearance="accent-red" mode="primary" size="s">
      <VisuallyHidden>ждут ответа: </VisuallyHidden>
      {count}
    </Counter>
  );

/** How many questions wait for whoever may answer them; empty where none does. */
function useWaiting(): string {
  const { id, may } = useWorkplace();
  const waiting = useQuery({ ...waitingQuery(id), enabled: may('answer_questions') });
  return waiting.data ?? '';
}
