import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Icon56MessagesOutline } from '@vkontakte/icons';
import { Placeholder, SubnavigationBar, SubnavigationButton } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { DiscussionRow } from '../../features/hold-discussions/DiscussionRow';
import { discussionsQuery } from '../../features/hold-discussions/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Pages } from '../../shared/ui/Pages';
import { LoadingRows } from '../../shared/ui/states';

const DiscussionCalendar = lazy(() => import('./DiscussionCalendar'));

type View = 'ahead' | 'over' | 'calendar';

const VIEWS: readonly { readonly view: View; readonly title: string }[] = [
  { view: 'ahead', title: 'Предстоят' },
  { view: 'over', title: 'Прошли' },
  { view: 'calendar', title: 'Календарь' },
];

/** Discussions: what is ahead, the next one first; what was; or a month of both. */
const Discussions = (): ReactNode => {
  const [view, setView] = useState<View>('ahead');
  return (
    <>
      <SubnavigationBar aria-label="Какие обсуждения показать">
        {VIEWS.map((each) => (
          <SubnavigationButton
            aria-pressed={view === each.view}
            key={each.view}
            onClick={() => setView(each.view)}
            selected={view === each.view}
          >
            {each.title}
          </SubnavigationButton>
        ))}
      </SubnavigationBar>
      {view === 'calendar' ? (
        <Suspense fallback={<LoadingRows />}>
          <DiscussionCalendar />
        </Suspense>
      ) : (
        <List isOpen={view === 'ahead'} />
      )}
    </>
  );
};

const List = ({ isOpen }: { readonly isOpen: boolean }): ReactNode => {
  const { id } = useWorkplace();
  const discussions = useInfiniteQuery({
    ...discussionsQuery(id, isOpen),
    placeholderData: keepPreviousData,
  });
  return (
    <Pages
      empty={
        <Placeholder icon={<Icon56MessagesOutline />} title="Обсуждений нет">
          Обсуждение назначает тот, кто отвечает на вопрос: жители получают ссылку на временный чат
          и приходят в назначенное время.
        </Placeholder>
      }
      query={discussions}
    >
      {(each) => <DiscussionRow item={each} key={each.id} />}
    </Pages>
  );
};

export default Discussions;
