import { useQuery } from '@tanstack/react-query';
import { Icon28ChatsOutline, Icon28CopyOutline } from '@vkontakte/icons';
import { CellButton, Group, Header, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { Callout } from '../../shared/ui/Callout';
import { useCopy } from '../../shared/ui/useCopy';
import { useWorkplace } from '../work-in-municipality/workplace';
import { coordinationQuery } from './queries';

const DESCRIPTION =
  'Для сотрудников и администраторов домовых чатов. Ссылку каждому присылает бот; кто перестал быть и тем и другим, того бот удаляет из чата.';

/** The chat where employees and chat administrators meet. */
export const CoordinationCard = (): ReactNode => {
  const { id, may } = useWorkplace();
  const { data: chat } = useQuery({ ...coordinationQuery(id), enabled: may('see_coordination') });
  const copy = useCopy();
  if (!chat) return null;
  return (
    <Group description={DESCRIPTION} header={<Header>Координационный чат</Header>}>
      {chat.failure && (
        <Callout role="status" subtitle={chat.failure.action} title={chat.failure.title} />
      )}
      {chat.invite_link ? (
        <>
          <SimpleCell
            before={<Icon28ChatsOutline />}
            href={chat.invite_link}
            rel="noreferrer"
            subtitle={chat.title}
            target="_blank"
          >
            {chat.invite_link.replace(/^https?:\/\//, '')}
          </SimpleCell>
          <CellButton
            before={<Icon28CopyOutline />}
            onClick={() => void copy(chat.invite_link, 'Ссылка скопирована')}
          >
            Скопировать ссылку
          </CellButton>
        </>
      ) : (
        !chat.failure && (
          <SimpleCell before={<Icon28ChatsOutline />} disabled multiline>
            {chat.state === null
              ? 'Бот создаст его сам, когда появится первый сотрудник или администратор чата'
              : 'Бот создаёт этот чат'}
          </SimpleCell>
        )
      )}
    </Group>
  );
};
