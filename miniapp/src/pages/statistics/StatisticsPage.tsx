import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Icon28HealthOutline, Icon56StatisticsOutline } from '@vkontakte/icons';
import {
  Button,
  Counter,
  Group,
  Placeholder,
  Select,
  SimpleCell,
  VisuallyHidden,
} from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense } from 'react';

import { healthQuery } from '../../features/mend-health/queries';
import { activityQuery } from '../../features/see-activity/queries';
import { useCounting } from '../../features/see-activity/useCounting';
import { usePeriod } from '../../features/see-activity/usePeriod';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { LoadingRows } from '../../shared/ui/states';
import { inDigits, moment } from '../../shared/ui/words';
import { Days } from './Days';
import { Figures } from './Figures';
import { Groups } from './Groups';
import './StatisticsPage.css';

const Liveliest = lazy(() => import('./Liveliest'));
const Work = lazy(() => import('./Work'));
const Streets = lazy(() => import('./Streets'));
const Region = lazy(() => import('./Region'));
const Saving = lazy(() => import('./Saving'));

type Activity = Schemas['Activity'];

/** What goes on in the chats of the municipality, in a period: figures, their pictures, and the lists behind them. */
const StatisticsPage = (): ReactNode => {
  const { id, path, name } = useWorkplace();
  const [period, setPeriod] = usePeriod();
  const activity = useQuery({
    ...activityQuery(id, period),
    placeholderData: keepPreviousData,
  });
  return (
    <Screen backTo={path('more')} status={name} title="Статистика">
      <Loaded loading={<Loading />} query={activity}>
        {(found) => (
          <>
            <Period activity={found} onChange={setPeriod} value={period} />
            {found.counted_at ? (
              <Counted activity={found} period={period} />
            ) : (
              <NotCounted activity={found} />
            )}
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const Loading = (): ReactNode => (
  <Group>
    <LoadingRows count={8} />
  </Group>
);

interface PeriodProps {
  readonly activity: Activity;
  readonly value: string;
  readonly onChange: (period: string) => void;
}

const Period = ({ activity, value, onChange }: PeriodProps): ReactNode => {
  const { count, isPending } = useCounting();
  const { counted_at: at, is_counting: isCounting } = activity;
  return (
    <Group>
      <Inset>
        <div className="period">
          <VisuallyHidden>
            <label htmlFor="statistics-period">Период</label>
          </VisuallyHidden>
          <Select
            className="period-choice"
            id="statistics-period"
            onChange={(_, chosen) => onChange(String(chosen))}
            options={activity.periods.map((each) => ({
              value: each.value,
              label: capital(each.title),
            }))}
            value={value}
          />
          <Button
            disabled={isCounting}
            loading={isPending || isCounting}
            mode="secondary"
            onClick={count}
            size="m"
          >
            Пересчитать
          </Button>
        </div>
        {at && (
          <p className="period-counted">
            {isCounting ? 'Считаем, это займёт около минуты…' : `Посчитано ${moment(at)}`}
          </p>
        )}
      </Inset>
    </Group>
  );
};

const NotCounted = ({ activity }: { readonly activity: Activity }): ReactNode => (
  <Group>
    <Placeholder icon={<Icon56StatisticsOutline />} title="Пока нет данных">
      {activity.is_counting
        ? 'Считаем, это займёт около минуты…'
        : 'Активность считается каждую ночь. Чтобы не ждать, нажмите «Пересчитать».'}
    </Placeholder>
  </Group>
);

interface CountedProps {
  readonly activity: Activity;
  readonly period: string;
}

const Counted = ({ activity, period }: CountedProps): ReactNode => {
  const { may } = useWorkplace();
  return (
    <>
      <Figures figures={activity.figures} />
      <Days days={activity.days} />
      <ToHealth />
      <Suspense fallback={<Loading />}>
        <Work period={period} />
        <Liveliest period={period} />
      </Suspense>
      <Groups groups={activity.companies} title="По управляющим компаниям" />
      <Groups groups={activity.settlements} title="По населённым пунктам" />
      <Suspense fallback={<Loading />}>
        <Streets key={period} period={period} />
        {may('see_region') && <Region period={period} />}
        <Saving period={activity.period} />
      </Suspense>
    </>
  );
};

/** The way from figures to what can be done about them. */
const ToHealth = (): ReactNode => {
  const { id, may, path } = useWorkplace();
  const health = useQuery({ ...healthQuery(id), enabled: may('see_health') });
  if (!health.data) return null;
  const { open, mended_this_week: mended } = health.data;
  return (
    <Group>
      <SimpleCell
        after={<Counter size="m">{inDigits(open)}</Counter>}
        before={<Icon28HealthOutline />}
        chevron="auto"
        onClick={() => goTo(path('health'))}
        subtitle={mended ? `Исправлено за неделю: ${inDigits(mended)}` : 'Что исправить в чатах'}
      >
        Здоровье чатов
      </SimpleCell>
    </Group>
  );
};

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export default StatisticsPage;
