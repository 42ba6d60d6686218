import {
  Icon28CancelCircleOutline,
  Icon28CopyOutline,
  Icon28DeleteOutline,
  Icon28DownloadOutline,
  Icon28EditOutline,
} from '@vkontakte/icons';
import { CellButton, Group } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useSaveFile } from '../../features/save-file/useSaveFile';
import { beginComposition, compositionOf, NEW } from '../../features/send-broadcasts/composition';
import type { Broadcast } from '../../features/send-broadcasts/queries';
import { useBroadcastAction } from '../../features/send-broadcasts/useBroadcastAction';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { counted } from '../../shared/ui/words';

const Confirm = lazy(async () => ({ default: (await import('../../shared/ui/Confirm')).Confirm }));
const CorrectSheet = lazy(() => import('./CorrectSheet'));

type Open = 'correct' | 'withdraw' | 'cancel';

/** What can be done with a broadcast now. */
export const Actions = ({ broadcast }: { readonly broadcast: Broadcast }): ReactNode => {
  const { id, path } = useWorkplace();
  const { may, counts, state } = broadcast;
  const [open, setOpen] = useState<Open | null>(null);
  const { mutate } = useBroadcastAction(broadcast.id);
  const { save, isBusy } = useSaveFile();
  const close = (): void => setOpen(null);
  return (
    <Group>
      {may.edit && (
        <CellButton before={<Icon28EditOutline />} onClick={() => setOpen('correct')}>
          Исправить текст во всех чатах
        </CellButton>
      )}
      {counts.houses > 0 && (
        <CellButton
          before={<Icon28DownloadOutline />}
          disabled={isBusy}
          onClick={() => save({ file: 'broadcast_report', of: { broadcast_id: broadcast.id } })}
        >
          Скачать отчёт по домам
        </CellButton>
      )}
      <CellButton
        before={<Icon28CopyOutline />}
        onClick={() => {
          beginComposition(NEW, compositionOf(broadcast, id));
          goTo(path('broadcasts', NEW, 'write'));
        }}
      >
        Написать похожую
      </CellButton>
      {may.cancel && state !== 'scheduled' && (
        <CellButton
          appearance="negative"
          before={<Icon28CancelCircleOutline />}
          onClick={() => setOpen('cancel')}
        >
          Отменить то, что ещё не ушло
        </CellButton>
      )}
      {may.withdraw && (
        <CellButton
          appearance="negative"
          before={<Icon28DeleteOutline />}
          onClick={() => setOpen('withdraw')}
        >
          Отозвать: удалить из всех чатов
        </CellButton>
      )}
      <Suspense>
        {open === 'correct' && <CorrectSheet broadcast={broadcast} onClose={close} />}
        {open === 'cancel' && (
          <Confirm
            description="Чаты, куда сообщение уже пришло, его сохранят."
            onClosed={close}
            onConfirm={() => mutate('cancel')}
            title="Отменить отправку остальным?"
            verb="Отменить остальным"
          />
        )}
        {open === 'withdraw' && (
          <Confirm
            description={`Оно исчезнет из ${counted(counts.done, ['чата', 'чатов', 'чатов'])}. Вернуть его нельзя.`}
            onClosed={close}
            onConfirm={() => mutate('withdraw')}
            title="Удалить сообщение у всех?"
            verb="Удалить у всех"
          />
        )}
      </Suspense>
    </Group>
  );
};
