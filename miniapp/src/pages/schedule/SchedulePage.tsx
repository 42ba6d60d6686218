import { useQuery } from '@tanstack/react-query';
import { Icon28DeleteOutline, Icon28EditOutline, Icon28RepeatOutline } from '@vkontakte/icons';
import { CellButton, Group, Header, SimpleCell, Switch } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useId, useState } from 'react';

import { headingOf } from '../../features/send-broadcasts/message';
import { MessageBubble } from '../../features/send-broadcasts/MessageBubble';
import { scheduleQuery, templatesQuery } from '../../features/send-broadcasts/queries';
import {
  scheduleAsk,
  useScheduleChange,
  useScheduleRemoval,
} from '../../features/send-broadcasts/useScheduling';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { type Params, replaceWith } from '../../shared/router/router';
import { FormError } from '../../shared/ui/FormError';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { moment } from '../../shared/ui/words';

const Confirm = lazy(async () => ({ default: (await import('../../shared/ui/Confirm')).Confirm }));

/** A broadcast that leaves again and again: when, what it says, whether it rests. */
const SchedulePage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const schedule = useQuery(scheduleQuery(id, params.schedule ?? ''));
  return (
    <Screen backTo={path('broadcasts')} status="Регулярная" title="Рассылка">
      <Loaded query={schedule}>{(found) => <Found schedule={found} />}</Loaded>
    </Screen>
  );
};

const Found = ({ schedule }: { readonly schedule: Schemas['Schedule'] }): ReactNode => {
  const { path } = useWorkplace();
  const active = useId();
  const [isRemoving, setRemoving] = useState(false);
  const change = useScheduleChange(schedule.id);
  const remove = useScheduleRemoval();
  return (
    <>
      <Group>
        <SimpleCell
          before={<Icon28RepeatOutline />}
          multiline
          subtitle={
            schedule.next_at ? `Следующая: ${moment(schedule.next_at)}` : 'Сейчас не отправляется'
          }
        >
          {capitalised(schedule.recurrence.title)}
        </SimpleCell>
        <SimpleCell
          after={
            <Switch
              slotProps={{ input: { 'aria-labelledby': active } }}
              checked={schedule.is_active}
              disabled={change.isPending}
              onChange={({ target }) =>
                change.mutate(scheduleAsk(schedule, { is_active: target.checked }))
              }
            />
          }
          Component="label"
        >
          <span id={active}>Отправлять</span>
        </SimpleCell>
        <FormError error={change.error} />
      </Group>
      <Group header={<Header>Сообщение</Header>}>
        <Inset>
          <Message content={schedule.content} />
        </Inset>
      </Group>
      <Group>
        <CellButton
          before={<Icon28EditOutline />}
          onClick={() => replaceWith(path('schedules', schedule.id, 'write'))}
        >
          Изменить текст, дома или время
        </CellButton>
        <CellButton
          appearance="negative"
          before={<Icon28DeleteOutline />}
          onClick={() => setRemoving(true)}
        >
          Удалить регулярную рассылку
        </CellButton>
      </Group>
      <Suspense>
        {isRemoving && (
          <Confirm
            description="Сообщения, которые уже отправлены, останутся в чатах."
            onClosed={() => setRemoving(false)}
            onConfirm={() =>
              remove.mutate(schedule.id, { onSuccess: () => replaceWith(path('broadcasts')) })
            }
            title="Больше не отправлять?"
            verb="Удалить"
          />
        )}
      </Suspense>
    </>
  );
};

const Message = ({ content }: { readonly content: Schemas['Content'] }): ReactNode => {
  const { id } = useWorkplace();
  const templates = useQuery(templatesQuery(id));
  const sign = templates.data?.kinds.find(({ kind }) => kind === content.kind)?.sign ?? '';
  const { author } = content;
  return (
    <MessageBubble
      bold={headingOf(sign, { ...author, name: '', post: '' }).length}
      button={content.asks_acknowledgement ? 'Ознакомлен(а)' : ''}
      files={content.attachments.map(({ filename }) => filename)}
      message={`${headingOf(sign, author)}\n\n${content.text}`}
    />
  );
};

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export default SchedulePage;
