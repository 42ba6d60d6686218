import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { compositionOf, ofSchedule } from '../../features/send-broadcasts/composition';
import { scheduleQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { type Params, replaceWith } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { Writing } from './Writing';

/** The message of a regular broadcast, changed. */
const WriteSchedulePage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const { schedule: scheduleId = '' } = params;
  const itself = path('schedules', scheduleId);
  const schedule = useQuery({ ...scheduleQuery(id, scheduleId), refetchOnWindowFocus: false });
  return (
    <Screen backTo={itself} onBack={() => replaceWith(itself)} status="Регулярная" title="Рассылка">
      <Loaded query={schedule}>
        {(found) => (
          <Writing
            initial={compositionOf(found, id)}
            isRegular
            name={ofSchedule(scheduleId)}
            next={path('schedules', scheduleId, 'check')}
          />
        )}
      </Loaded>
    </Screen>
  );
};

export default WriteSchedulePage;
