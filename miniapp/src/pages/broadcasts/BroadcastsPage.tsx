import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Icon28AddOutline, Icon56MessagesOutline } from '@vkontakte/icons';
import {
  Button,
  Group,
  PanelHeaderButton,
  Placeholder,
  SubnavigationBar,
  SubnavigationButton,
  Tabs,
  TabsItem,
} from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense } from 'react';

import { BroadcastRow } from '../../features/send-broadcasts/BroadcastRow';
import { NEW } from '../../features/send-broadcasts/composition';
import { type BroadcastFilter, broadcastsQuery } from '../../features/send-broadcasts/queries';
import {
  type BroadcastTab,
  useBroadcastFilter,
} from '../../features/send-broadcasts/useBroadcastFilter';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { PeriodCell } from '../../shared/ui/PeriodCell';
import { Screen } from '../../shared/ui/Screen';
import { LoadingRows } from '../../shared/ui/states';

const Schedules = lazy(() => import('./Schedules'));
const NothingFound = lazy(() => import('../../shared/ui/NothingFound'));

const TABS: readonly { readonly tab: BroadcastTab; readonly title: string }[] = [
  { tab: 'broadcasts', title: 'Сообщения' },
  { tab: 'schedules', title: 'Регулярные' },
];

const STATES: readonly { readonly title: string; readonly state?: BroadcastFilter['state'] }[] = [
  { title: 'Все' },
  { title: 'Черновики', state: 'draft' },
  { title: 'Ждут отправки', state: 'scheduled' },
  { title: 'Отправляются', state: 'sending' },
  { title: 'Приостановлены', state: 'paused' },
  { title: 'Отправлены', state: 'done' },
  { title: 'Отменены', state: 'cancelled' },
];

/** All broadcasts of the municipality, and those that leave again and again. */
const BroadcastsPage = (): ReactNode => {
  const { name, path } = useWorkplace();
  const { tab, filter, change } = useBroadcastFilter();
  return (
    <Screen
      button={
        <PanelHeaderButton
          aria-label="Новая рассылка"
          onClick={() => goTo(path('broadcasts', NEW, 'write'))}
        >
          <Icon28AddOutline />
        </PanelHeaderButton>
      }
      status={name}
      title="Рассылки"
    >
      <Group>
        <Tabs>
          {TABS.map((each) => (
            <TabsItem
              aria-controls={`tab-${each.tab}`}
              id={`tab-of-${each.tab}`}
              key={each.tab}
              onClick={() => change({ tab: each.tab })}
              selected={tab === each.tab}
            >
              {each.title}
            </TabsItem>
          ))}
        </Tabs>
        <div aria-labelledby={`tab-of-${tab}`} id={`tab-${tab}`} role="tabpanel">
          {tab === 'broadcasts' ? (
            <Sent filter={filter} onChange={(chosen) => change({ filter: chosen })} />
          ) : (
            <Suspense fallback={<LoadingRows />}>
              <Schedules />
            </Suspense>
          )}
        </div>
      </Group>
    </Screen>
  );
};

interface SentProps {
  readonly filter: BroadcastFilter;
  readonly onChange: (filter: BroadcastFilter) => void;
}

const Sent = ({ filter, onChange }: SentProps): ReactNode => {
  const { id } = useWorkplace();
  const broadcasts = useInfiniteQuery({
    ...broadcastsQuery(id, filter),
    placeholderData: keepPreviousData,
  });
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <>
      {filter.since ? (
        <PeriodCell filter={filter} onReset={() => onChange({})} what="рассылки" />
      ) : (
        <States filter={filter} onChange={onChange} />
      )}
      <Pages
        empty={
          isNarrowed ? (
            <Suspense>
              <NothingFound onReset={() => onChange({})} />
            </Suspense>
          ) : (
            <NoBroadcasts />
          )
        }
        query={broadcasts}
      >
        {(each) => <BroadcastRow item={each} key={each.id} />}
      </Pages>
    </>
  );
};

const States = ({ filter, onChange }: SentProps): ReactNode => {
  const ofWhom: BroadcastFilter = filter.mine ? { mine: true } : {};
  return (
    <SubnavigationBar aria-label="Какие рассылки показать">
      <SubnavigationButton
        aria-pressed={Boolean(filter.mine)}
        onClick={() => {
          const { mine, ...rest } = filter;
          onChange(mine ? rest : { ...rest, mine: true });
        }}
        selected={Boolean(filter.mine)}
      >
        Мои
      </SubnavigationButton>
      {STATES.map(({ title, state }) => (
        <SubnavigationButton
          aria-pressed={filter.state === state}
          key={title}
          onClick={() => onChange(state ? { ...ofWhom, state } : ofWhom)}
          selected={filter.state === state}
        >
          {title}
        </SubnavigationButton>
      ))}
    </SubnavigationBar>
  );
};

const NoBroadcasts = (): ReactNode => {
  const { path } = useWorkplace();
  return (
    <Placeholder
      action={
        <Button onClick={() => goTo(path('broadcasts', NEW, 'write'))} size="m">
          Написать сообщение
        </Button>
      }
      icon={<Icon56MessagesOutline />}
      title="Рассылок пока нет"
    >
      Одно сообщение придёт во все выбранные домовые чаты, и вы увидите, куда оно дошло.
    </Placeholder>
  );
};

export default BroadcastsPage;
