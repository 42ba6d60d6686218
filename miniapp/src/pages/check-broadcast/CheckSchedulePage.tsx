import { useQuery } from '@tanstack/react-query';
import { Button, Group, Header } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import {
  audienceAsk,
  type Composition,
  compositionOf,
  contentAsk,
  forgetComposition,
  ofSchedule,
  useComposition,
} from '../../features/send-broadcasts/composition';
import { scheduleQuery } from '../../features/send-broadcasts/queries';
import { asRecurrence } from '../../features/send-broadcasts/recurrence';
import { RecurrenceFields } from '../../features/send-broadcasts/RecurrenceFields';
import { scheduleAsk, useScheduleChange } from '../../features/send-broadcasts/useScheduling';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { type Params, replaceWith } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { useNotice } from '../../shared/ui/notices';
import { Screen } from '../../shared/ui/Screen';
import { Checking } from './Checking';

type Schedule = Schemas['Schedule'];

/** A regular broadcast before it is changed: how it will look, who would get it now, and when it leaves. */
const CheckSchedulePage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const { schedule: scheduleId = '' } = params;
  const write = path('schedules', scheduleId, 'write');
  const schedule = useQuery({ ...scheduleQuery(id, scheduleId), refetchOnWindowFocus: false });
  return (
    <Screen backTo={write} onBack={() => replaceWith(write)} title="Проверка">
      <Loaded query={schedule}>{(found) => <Changed schedule={found} write={write} />}</Loaded>
    </Screen>
  );
};

interface ChangedProps {
  readonly schedule: Schedule;
  readonly write: string;
}

const Changed = ({ schedule, write }: ChangedProps): ReactNode => {
  const { id } = useWorkplace();
  const { written } = useComposition(ofSchedule(schedule.id), compositionOf(schedule, id));
  return (
    <Checking name="" write={write} written={written}>
      {(seen) => (
        <SaveCard isReady={seen.errors.length === 0} schedule={schedule} written={written} />
      )}
    </Checking>
  );
};

interface SaveCardProps {
  readonly schedule: Schedule;
  readonly written: Composition;
  readonly isReady: boolean;
}

const SaveCard = ({ schedule, written, isReady }: SaveCardProps): ReactNode => {
  const { path } = useWorkplace();
  const show = useNotice();
  const [recurrence, setRecurrence] = useState(asRecurrence(schedule.recurrence));
  const { mutate: save, isPending, error } = useScheduleChange(schedule.id);
  const changed = { content: contentAsk(written), audience: audienceAsk(written), recurrence };
  const onSuccess = (): void => {
    forgetComposition(ofSchedule(schedule.id));
    show({ text: 'Регулярная рассылка изменена' });
    replaceWith(path('schedules', schedule.id));
  };
  return (
    <Group header={<Header>Когда отправлять</Header>}>
      <RecurrenceFields onChange={setRecurrence} recurrence={recurrence} />
      <FormError error={error} />
      <Inset>
        <Button
          disabled={!isReady}
          loading={isPending}
          onClick={() => save(scheduleAsk(schedule, changed), { onSuccess })}
          size="l"
          stretched
        >
          Сохранить
        </Button>
      </Inset>
    </Group>
  );
};

export default CheckSchedulePage;
