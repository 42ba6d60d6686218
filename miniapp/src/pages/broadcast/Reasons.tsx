import { Button, Group, Header } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Broadcast } from '../../features/send-broadcasts/queries';
import { useBroadcastAction } from '../../features/send-broadcasts/useBroadcastAction';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';
import { counted, HOUSES } from '../../shared/ui/words';

/** Why it paused, why it did not arrive, and what mends each. */
export const Reasons = ({ broadcast }: { readonly broadcast: Broadcast }): ReactNode => {
  const { reasons, paused_by: pausedBy, counts, may } = broadcast;
  const { mutate, isPending } = useBroadcastAction(broadcast.id);
  const missed = counts.failed + counts.unknown;
  return (
    <>
      {pausedBy && (
        <Group>
          <Callout
            actions={
              may.resume && (
                <Button loading={isPending} onClick={() => mutate('resume')} size="m">
                  Продолжить отправку
                </Button>
              )
            }
            subtitle={`Слишком много чатов отвечают одинаково. ${pausedBy.title} ${pausedBy.action}`}
            title="Рассылка приостановилась сама"
          />
        </Group>
      )}
      {missed > 0 && (
        <Group header={<Header>Почему не дошло</Header>}>
          {reasons.map(({ failure, count }) => (
            <Callout
              key={failure.code}
              subtitle={`${counted(count, HOUSES)}. ${failure.action}`}
              title={failure.title}
            />
          ))}
          {counts.unknown > 0 && (
            <Callout
              subtitle={`${counted(counts.unknown, HOUSES)}. Повтор сначала проверит чат и не отправит второй раз.`}
              title="Неизвестно, дошло ли сообщение"
            />
          )}
          {may.retry && (
            <Inset>
              <Button loading={isPending} onClick={() => mutate('retry')} size="l" stretched>
                Повторить тем, кому не дошло
              </Button>
            </Inset>
          )}
        </Group>
      )}
    </>
  );
};
