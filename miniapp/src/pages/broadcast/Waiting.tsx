import { useQueryClient } from '@tanstack/react-query';
import { Button, Group, Headline, Progress, Text } from '@vkontakte/vkui';
import { type ReactNode, useEffect } from 'react';

import { useCountdown } from '../../features/send-broadcasts/countdown';
import { type Broadcast, broadcastQuery } from '../../features/send-broadcasts/queries';
import { useBroadcastAction } from '../../features/send-broadcasts/useBroadcastAction';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Inset } from '../../shared/ui/Inset';
import { moment, plural } from '../../shared/ui/words';

export interface WaitingProps {
  readonly broadcast: Broadcast;
  /** When the API said how long it still waits: a moment of this device. */
  readonly since: number;
}

// The time in which a broadcast that is sent now can be taken back (lib/broadcasts/broadcast.py).
const UNDO_SECONDS = 15;

/** A broadcast that has not left: the seconds in which it can be taken back, or the time at which it leaves. */
export const Waiting = ({ broadcast, since }: WaitingProps): ReactNode => {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const { mutate, isPending } = useBroadcastAction(broadcast.id);
  const seconds = useCountdown(broadcast.leaves_in ?? 0, since);
  const hasLeft = seconds === 0;
  useEffect(() => {
    if (hasLeft)
      void client.invalidateQueries({ queryKey: broadcastQuery(id, broadcast.id).queryKey });
  }, [hasLeft, client, id, broadcast.id]);
  const isSoon = seconds <= UNDO_SECONDS;
  const at = broadcast.send_at ? moment(broadcast.send_at) : '';
  return (
    <Group>
      <Inset>
        {isSoon ? (
          <>
            <div className="undo">
              <span aria-hidden className="undo__seconds">
                {seconds}
              </span>
              <div>
                <Headline level="1" weight="2">
                  {hasLeft
                    ? 'Начинаем отправлять'
                    : `Отправится через ${seconds} ${plural(seconds, ['секунду', 'секунды', 'секунд'])}`}
                </Headline>
                <Text style={{ color: 'var(--vkui--color_text_secondary)' }}>
                  Пока ни одно сообщение не ушло.
                </Text>
              </div>
            </div>
            <Progress
              aria-label="Время на отмену"
              style={{ marginBlockStart: 12 }}
              value={(seconds / UNDO_SECONDS) * 100}
            />
          </>
        ) : (
          <>
            <Headline level="1" weight="2">
              Отправится {at}
            </Headline>
            <Text style={{ color: 'var(--vkui--color_text_secondary)' }}>
              Приложение можно закрыть: сообщение уйдёт без него.
            </Text>
          </>
        )}
      </Inset>
      {broadcast.may.undo && !hasLeft && (
        <Inset>
          <Button
            appearance="negative"
            loading={isPending}
            onClick={() => mutate('cancel')}
            size="l"
            stretched
          >
            Отменить отправку
          </Button>
        </Inset>
      )}
    </Group>
  );
};
