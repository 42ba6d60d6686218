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

type Asked = Saying | 'pass-on';

interface Ask {
  readonly asks: Asked;
  readonly title: string;
  readonly icon: ReactNode;
  readonly may: (complaint: Complaint) => boolean;
  readonly isNegative?: boolean;
}

// What needs words or a choice first.
const ASKS: readonly Ask[] = [
  {
    asks: 'answer',
    title: 'Ответить: сделано',
    icon: <Icon28CheckCircleOutline />,
    may: (complaint) => complaint.may_answer,
  },
  {
    asks: 'ask',
    title: 'Уточнить у жителя',
    icon: <Icon28QuestionOutline />,
    may: (complaint) => complaint.may_ask,
  },
  {
    asks: 'pass-on',
    title: 'Передать другой организации',
    icon: <Icon28ShareOutline />,
    may: (complaint) => complaint.may_pass_on,
  },
  {
    asks: 'reject',
    title: 'Отклонить',
    icon: <Icon28CancelCircleOutline />,
    may: (complaint) => complaint.may_reject,
    isNegative: true,
  },
];

/** What the person can do with the complaint now. */
export const Actions = ({ complaint }: { readonly complaint: Complaint }): ReactNode => {
  const [asked, setAsked] = useState<Asked | null>(null);
  const shown = ASKS.filter(({ may }) => may(complaint));
  const close = (): void => setAsked(null);
  if (shown.length === 0 && !complaint.may_see_photos) return null;
  return (
    <Group aria-label="Что можно сделать">
      <AtOnce complaint={complaint} />
      {shown.map(({ asks, title, icon, isNegative }) => (
        <CellButton
          appearance={isNegative ? 'negative' : 'accent'}
          before={icon}
          key={asks}
          onClick={() => setAsked(asks)}
        >
          {title}
        </CellButton>
      ))}
      <Suspense>
        {asked === 'pass-on' && <PassOnSheet complaintId={complaint.item.id} onClose={close} />}
        {asked && asked !== 'pass-on' && (
          <WordsSheet complaintId={complaint.item.id} onClose={close} saying={asked} />
        )}
      </Suspense>
    </Group>
  );
};

/** What is done by one press. */
const AtOnce = ({ complaint }: { readonly complaint: Complaint }): ReactNode => {
  const take = useTake(complaint.item.id);
  const photos = usePhotos(complaint.item.id);
  return (
    <>
      {complaint.may_see_photos && (
        <CellButton
          before={<Icon28PictureOutline />}
          disabled={photos.isPending}
          onClick={() => photos.mutate()}
        >
          Прислать фотографии мне в сообщения
        </CellButton>
      )}
      {complaint.may_take && (
        <CellButton
          before={<Icon28WrenchOutline />}
          disabled={take.isPending}
          onClick={() => take.mutate()}
        >
          Взять в работу
        </CellButton>
      )}
    </>
  );
};
