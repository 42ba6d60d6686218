import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  Counter,
  Group,
  Placeholder,
  SubnavigationBar,
  SubnavigationButton,
} from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import {
  healthQuery,
  illHousesQuery,
  type Task,
  type TaskCount,
} from '../../features/mend-health/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Params } from '../../shared/router/router';
import { Callout } from '../../shared/ui/Callout';
import { Loaded } from '../../shared/ui/Loaded';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { inDigits } from '../../shared/ui/words';
import { Actions } from './Actions';
import { IllHouseRow } from './IllHouseRow';
import { MendedRows } from './MendedRows';
import './HealthTaskPage.css';

type View = 'open' | 'snoozed' | 'mended';

/** The houses with one kind of task, and what mends them: one or many at once. */
const HealthTaskPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const health = useQuery(healthQuery(id));
  const count = health.data?.tasks.find(({ task }) => task === params.task);
  return (
    <Screen backTo={path('health')} title={count?.title ?? 'Здоровье чатов'}>
      <Loaded query={health}>
        {() => (count ? <OfTask count={count} /> : <Placeholder>Такой задачи нет.</Placeholder>)}
      </Loaded>
    </Screen>
  );
};

const OfTask = ({ count }: { readonly count: TaskCount }): ReactNode => {
  const [view, setView] = useState<View>('open');
  return (
    <>
      <Group>
        <Callout subtitle={count.what_to_do} title={count.rule} />
        <Views count={count} onChange={setView} view={view} />
        {view === 'mended' ? (
          <MendedRows task={count.task} />
        ) : (
          <IllHouses
            isAside={view === 'snoozed'}
            key={view}
            reminds={count.reminds}
            task={count.task}
          />
        )}
      </Group>
    </>
  );
};

interface ViewsProps {
  readonly count: TaskCount;
  readonly view: View;
  readonly onChange: (view: View) => void;
}

const Views = ({ count, view, onChange }: ViewsProps): ReactNode => {
  const views: readonly { readonly view: View; readonly title: string; readonly count: number }[] =
    [
      { view: 'open', title: 'Открытые', count: count.open },
      { view: 'snoozed', title: 'Отложенные', count: count.snoozed },
      { view: 'mended', title: 'Исправленные за неделю', count: count.mended_this_week },
    ];
  return (
    <SubnavigationBar aria-label="Какие дома показать">
      {views.map((each) => (
        <SubnavigationButton
          after={
            <Counter appearance="neutral" size="s">
              {inDigits(each.count)}
            </Counter>
          }
          aria-pressed={each.view === view}
          key={each.view}
          onClick={() => onChange(each.view)}
          selected={each.view === view}
        >
          {each.title}
        </SubnavigationButton>
      ))}
    </SubnavigationBar>
  );
};

interface IllHousesProps {
  readonly task: Task;
  readonly isAside: boolean;
  readonly reminds: boolean;
}

const IllHouses = ({ task, isAside, reminds }: IllHousesProps): ReactNode => {
  const { id, may } = useWorkplace();
  const houses = useInfiniteQuery({
    ...illHousesQuery(id, task, isAside),
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = houses.data ?? [];
  // Whoever is mended leaves the list, and with it the choice.
  const selected = shown.filter(({ house }) => chosen.has(house.id));
  const choose = (houseId: string, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(houseId);
    else next.delete(houseId);
    setChosen(next);
  };
  return (
    <>
      <Pages
        empty={
          <Placeholder>
            {isAside ? 'Ничего не отложено.' : 'Таких домов нет: всё исправлено.'}
          </Placeholder>
        }
        query={houses}
      >
        {(item) => (
          <IllHouseRow
            isChosen={chosen.has(item.house.id)}
            item={item}
            key={item.house.id}
            onChoose={may('mend_health') ? choose : undefined}
          />
        )}
      </Pages>
      {may('mend_health') && shown.length > 0 && (
        <Actions
          isAside={isAside}
          onChooseAll={() => setChosen(new Set(shown.slice(0, 100).map(({ house }) => house.id)))}
          onDone={() => setChosen(new Set())}
          reminds={reminds}
          selected={selected}
          shown={shown.length}
          task={task}
        />
      )}
    </>
  );
};

export default HealthTaskPage;
