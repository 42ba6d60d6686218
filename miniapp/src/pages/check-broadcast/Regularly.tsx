import { Button } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import {
  audienceAsk,
  type Composition,
  contentAsk,
  forgetComposition,
} from '../../features/send-broadcasts/composition';
import {
  inWords,
  type Recurrence,
  usualRecurrence,
} from '../../features/send-broadcasts/recurrence';
import { RecurrenceFields } from '../../features/send-broadcasts/RecurrenceFields';
import { showTab } from '../../features/send-broadcasts/useBroadcastFilter';
import { useScheduleCreation } from '../../features/send-broadcasts/useScheduling';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { replaceWith } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { useNotice } from '../../shared/ui/notices';

interface RegularlyProps {
  readonly name: string;
  readonly written: Composition;
  readonly isReady: boolean;
}

/** Makes the message a regular one. */
const Regularly = ({ name, written, isReady }: RegularlyProps): ReactNode => {
  const { path } = useWorkplace();
  const show = useNotice();
  const [recurrence, setRecurrence] = useState<Recurrence>(usualRecurrence);
  const { mutate: create, isPending, error } = useScheduleCreation();
  return (
    <>
      <RecurrenceFields onChange={setRecurrence} recurrence={recurrence} />
      <FormError error={error} />
      <Inset>
        <Button
          disabled={!isReady}
          loading={isPending}
          onClick={() =>
            create(
              {
                content: contentAsk(written),
                audience: audienceAsk(written),
                recurrence,
                is_active: true,
              },
              {
                onSuccess: ({ id }) => {
                  forgetComposition(name);
                  showTab('schedules');
                  show({ text: `Будем отправлять ${inWords(recurrence)}` });
                  replaceWith(path('schedules', id));
                },
              },
            )
          }
          size="l"
          stretched
        >
          Отправлять регулярно
        </Button>
      </Inset>
    </>
  );
};

export default Regularly;
