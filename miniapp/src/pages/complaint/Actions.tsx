import {
  Icon28CancelCircleOutline,
  Icon28CheckCircleOutline,
  Icon28ShareOutline,
  Icon28PictureOutline,
  Icon28QuestionOutline,
  Icon28WrenchOutline,
} from '@vkontakte/icons';
import { CellButton, Group } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import type { Complaint } from '../../features/deal-with-complaints/queries';
import {
  type Saying,
  usePhotos,
  useTake,
} from '../../features/deal-with-complaints/useComplaintAction';

const WordsSheet = lazy(() => import('./WordsSheet'));
const PassOnSheet = lazy(() => import('./PassOnSheet'));

/** What the person can do with the complaint now. */
export const Actions = ({ complaint }: { readonly complaint: Complaint }): ReactNode => {
  const [asks, setAsks] = useState<Saying | 'pass-on' | null>(null);
  const take = useTake(complaint.item.id);
  const photos = usePhotos(complaint.item.id);
  const close = (): void => setAsks(null);
  const { may_take, may_ask, may_answer, may_reject, may_pass_on, may_see_photos } = complaint;
  if (!may_answer && !may_pass_on && !may_see_photos) return null;
  return (
    <Group aria-label="Что можно сделать">
      {may_see_photos && (
        <CellButton
          before={<Icon28PictureOutline />}
          disabled={photos.isPending}
          onClick={() => photos.mutate()}
        >
          Прислать фотографии мне в сообщения
        </CellButton>
      )}
      {may_take && (
        <CellButton
          before={<Icon28WrenchOutline />}
          disabled={take.isPending}
          onClick={() => take.mutate()}
        >
          Взять в работу
        </CellButton>
      )}
      {may_answer && (
        <CellButton before={<Icon28CheckCircleOutline />} onClick={() => setAsks('answer')}>
          Ответить: сделано
        </CellButton>
      )}
      {may_ask && (
        <CellButton before={<Icon28QuestionOutline />} onClick={() => setAsks('ask')}>
          Уточнить у жителя
        </CellButton>
      )}
      {may_pass_on && (
        <CellButton before={<Icon28ShareOutline />} onClick={() => setAsks('pass-on')}>
          Передать другой организации
        </CellButton>
      )}
      {may_reject && (
        <CellButton
          appearance="negative"
          before={<Icon28CancelCircleOutline />}
          onClick={() => setAsks('reject')}
        >
          Отклонить
        </CellButton>
      )}
      <Suspense>
        {asks === 'pass-on' && <PassOnSheet complaintId={complaint.item.id} onClose={close} />}
        {asks && asks !== 'pass-on' && (
          <WordsSheet complaintId={complaint.item.id} onClose={close} saying={asks} />
        )}
      </Suspense>
    </Group>
  );
};
