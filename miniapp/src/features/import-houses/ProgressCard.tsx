import { Footnote, FormItem, Progress } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { Inset } from '../../shared/ui/Inset';
import { inDigits, timeLeft } from '../../shared/ui/words';
import { CommunityNotice } from '../watch-progress/CommunityNotice';

/** How far the chats are, live. */
export const ProgressCard = ({
  progress,
}: {
  readonly progress: Schemas['Progress'];
}): ReactNode => {
  const { total, live, failed, percent, seconds_left: seconds, community } = progress;
  const done = `Создано чатов: ${inDigits(live)} из ${inDigits(total)}`;
  return (
    <>
      <CommunityNotice community={community} />
      <FormItem
        bottom={[
          ...(failed ? [`Не получилось: ${inDigits(failed)}`] : []),
          ...(seconds === null || progress.is_finished ? [] : [`Осталось ${timeLeft(seconds)}`]),
        ].join('. ')}
        top={done}
      >
        <Progress aria-label={done} value={percent} />
      </FormItem>
      {!progress.is_finished && (
        <Inset>
          <Footnote style={{ color: 'var(--vkui--color_text_secondary)' }}>
            Приложение можно закрыть: чаты создаются без него. Загрузка останется в списке.
          </Footnote>
        </Inset>
      )}
    </>
  );
};
