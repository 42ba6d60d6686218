import { useInfiniteQuery } from '@tanstack/react-query';
import { Icon28RepeatOutline, Icon56CalendarOutline } from '@vkontakte/icons';
import { Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { schedulesQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { moment } from '../../shared/ui/words';

/** Broadcasts that leave again and again. */
const Schedules = (): ReactNode => {
  const { id } = useWorkplace();
  const schedules = useInfiniteQuery(schedulesQuery(id));
  return (
    <Pages
      empty={
        <Placeholder icon={<Icon56CalendarOutline />} title="Регулярных рассылок пока нет">
          Напишите сообщение и на последнем шаге выберите «Регулярно»: например, напоминание о
          показаниях счётчиков каждое 20-е число.
        </Placeholder>
      }
      query={schedules}
    >
      {(each) => <ScheduleRow key={each.id} schedule={each} />}
    </Pages>
  );
};

const ScheduleRow = ({ schedule }: { readonly schedule: Schemas['Schedule'] }): ReactNode => {
  const { path } = useWorkplace();
  const { next_at: next } = schedule;
  return (
    <SimpleCell
      before={
        <Icon28RepeatOutline
          fill={`var(--vkui--color_icon_${schedule.is_active ? 'accent' : 'secondary'})`}
        />
      }
      chevron="auto"
      extraSubtitle={next ? `Следующая: ${moment(next)}` : 'Приостановлена'}
      onClick={() => goTo(path('schedules', schedule.id))}
      subtitle={schedule.recurrence.title}
    >
      {schedule.title}
    </SimpleCell>
  );
};

export default Schedules;
