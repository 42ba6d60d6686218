import { useQuery } from '@tanstack/react-query';
import { Icon28CheckCircleOutline, Icon56CheckCircleOutline } from '@vkontakte/icons';
import { Counter, Group, Header, Placeholder, SimpleCell, Text, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { healthQuery, type TaskCount } from '../../features/mend-health/queries';
import { TASK_ICONS } from '../../features/mend-health/icons';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { counted, type Forms, inDigits, plural } from '../../shared/ui/words';
import './HealthPage.css';

const TASKS: Forms = ['открытая задача', 'открытые задачи', 'открытых задач'];
const MENDED: Forms = ['исправлена', 'исправлены', 'исправлено'];

/** What the chats of the municipality lack, by kind of task. */
const HealthPage = (): ReactNode => {
  const { id, path, name } = useWorkplace();
  const health = useQuery(healthQuery(id));
  return (
    <Screen backTo={path('more')} status={name} title="Здоровье чатов">
      <Loaded query={health}>
        {(found) => (
          <>
            <Summary health={found} />
            <Tasks tasks={found.tasks} />
          </>
        )}
      </Loaded>
    </Screen>
  );
};

const Summary = ({ health }: { readonly health: Schemas['Health'] }): ReactNode => {
  const { open, snoozed, mended_this_week: week, mended_today: today } = health;
  return (
    <Group>
      <Inset>
        <div aria-live="polite" className="health-summary">
          <Title Component="p" level="1">
            {inDigits(open)} {plural(open, TASKS)}
          </Title>
          {week > 0 && (
            <Text className="health-mended">
              ↓ {inDigits(week)} {plural(week, MENDED)} за неделю
              {today > 0 && `, из них сегодня — ${inDigits(today)}`}
            </Text>
          )}
          {snoozed > 0 && <Text className="health-aside">Отложено: {inDigits(snoozed)}</Text>}
        </div>
      </Inset>
    </Group>
  );
};

const Tasks = ({ tasks }: { readonly tasks: readonly TaskCount[] }): ReactNode => {
  const open = tasks.filter((each) => each.open > 0);
  const well = tasks.filter((each) => each.open === 0);
  return (
    <>
      {open.length === 0 ? (
        <Group>
          <Placeholder
            icon={<Icon56CheckCircleOutline fill="var(--vkui--color_icon_positive)" />}
            title="Всё в порядке"
          >
            Как только какому-то чату понадобится помощь, задача появится здесь.
          </Placeholder>
        </Group>
      ) : (
        <Group header={<Header>Что исправить</Header>}>
          {open.map((each) => (
            <TaskCell count={each} key={each.task} />
          ))}
        </Group>
      )}
      {open.length > 0 && well.length > 0 && (
        <Group header={<Header>В порядке</Header>}>
          {well.map((each) => (
            <TaskCell count={each} key={each.task} />
          ))}
        </Group>
      )}
    </>
  );
};

const TaskCell = ({ count }: { readonly count: TaskCount }): ReactNode => {
  const { path } = useWorkplace();
  const { task, title, rule, open, mended_this_week: week, snoozed } = count;
  const Icon = TASK_ICONS[task];
  const more = [
    ...(week ? [`↓ ${inDigits(week)} за неделю`] : []),
    ...(snoozed ? [`отложено ${counted(snoozed, ['дом', 'дома', 'домов'])}`] : []),
  ];
  return (
    <SimpleCell
      after={
        open > 0 && (
          <Counter appearance={task === 'bot_without_rights' ? 'accent-red' : 'neutral'} size="m">
            {inDigits(open)}
          </Counter>
        )
      }
      before={
        open > 0 ? (
          <Icon fill="var(--vkui--color_icon_accent)" />
        ) : (
          <Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />
        )
      }
      chevron="auto"
      extraSubtitle={more.length > 0 ? more.join(' · ') : undefined}
      multiline
      onClick={() => goTo(path('health', task))}
      subtitle={rule}
    >
      {title}
    </SimpleCell>
  );
};

export default HealthPage;
