import { useQuery } from '@tanstack/react-query';
import { Icon28EditOutline } from '@vkontakte/icons';
import { CellButton, Footnote, Group, Header } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import {
  audienceAsk,
  type Composition,
  contentAsk,
  NEW,
} from '../../features/send-broadcasts/composition';
import { MessageBubble } from '../../features/send-broadcasts/MessageBubble';
import { previewQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { replaceWith } from '../../shared/router/router';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import {
  CHATS,
  counted,
  type Forms,
  HOUSES,
  inDigits,
  plural,
  RESIDENTS,
  timeLeft,
} from '../../shared/ui/words';
import { MissedCard } from './MissedCard';

export interface CheckingProps {
  /** Under which the API keeps it; empty where that is no broadcast of its own. */
  readonly name: string;
  readonly written: Composition;
  /** The path of the screen where it is written. */
  readonly write: string;
  /** What can be done with it once it was looked at. */
  readonly children: (seen: Schemas['PreviewBroadcast']) => ReactNode;
}

/** What will happen when it is sent. */
export const Checking = ({ name, written, write, children }: CheckingProps): ReactNode => {
  const { id } = useWorkplace();
  const preview = useQuery({
    ...previewQuery(id, {
      content: contentAsk(written),
      audience: audienceAsk(written),
      broadcast_id: name === NEW ? '' : name,
    }),
    // Looked at anew each time: houses change.
    staleTime: 0,
  });
  return (
    <Loaded query={preview}>
      {(seen) => (
        <>
          <Group header={<Header>Так увидят жители</Header>}>
            <Inset>
              <MessageBubble
                bold={seen.bold}
                button={written.asksAcknowledgement ? 'Ознакомлен(а)' : ''}
                files={written.attachments.map(({ filename }) => filename)}
                message={seen.message}
              />
            </Inset>
            {seen.errors.length > 0 && (
              <div role="alert">
                <Callout subtitle={seen.errors.join(' ')} title="Так отправить нельзя" />
              </div>
            )}
            <CellButton before={<Icon28EditOutline />} onClick={() => replaceWith(write)}>
              Исправить
            </CellButton>
          </Group>
          <Reach seen={seen} written={written} />
          <MissedCard missed={seen.missed} />
          {children(seen)}
        </>
      )}
    </Loaded>
  );
};

interface ReachProps {
  readonly seen: Schemas['PreviewBroadcast'];
  readonly written: Composition;
}

const MISSED: Forms = ['дом не получит', 'дома не получат', 'домов не получат'];

const Reach = ({ seen, written }: ReachProps): ReactNode => {
  const { name } = useWorkplace();
  const more = written.municipalityIds.length;
  const missed = seen.houses - seen.chats;
  const roughly = seen.is_rough ? 'больше ' : '';
  return (
    <Group header={<Header>Кто получит</Header>}>
      <Inset>
        <dl className="numbers">
          <Number title={plural(seen.chats, CHATS)} value={`${roughly}${inDigits(seen.chats)}`} />
          <Number
            title={plural(seen.residents, RESIDENTS)}
            value={`${roughly}${inDigits(seen.residents)}`}
          />
          {missed > 0 && <Number title={plural(missed, MISSED)} value={inDigits(missed)} />}
        </dl>
        {seen.chats > 0 && (
          <Footnote style={{ color: 'var(--vkui--color_text_secondary)', marginBlockStart: 8 }}>
            Отправка займёт {timeLeft(seen.seconds)}.
            {more > 0 && ` Это ${name}; ещё муниципалитетов: ${inDigits(more)}.`}
          </Footnote>
        )}
      </Inset>
      {seen.got_it_today > 0 && (
        <Callout
          subtitle="Отправьте, если так и задумано."
          title={`Этот текст сегодня уже пришёл в ${counted(seen.got_it_today, HOUSES)} из этих`}
        />
      )}
    </Group>
  );
};

const Number = ({
  title,
  value,
}: {
  readonly title: string;
  readonly value: string;
}): ReactNode => (
  <div className="numbers__one">
    <dt>{title}</dt>
    <dd>{value}</dd>
  </div>
);
