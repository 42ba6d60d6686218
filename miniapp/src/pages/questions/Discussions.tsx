import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Icon56MessagesOutline } from '@vkontakte/icons';
import { Placeholder, SubnavigationBar, SubnavigationButton } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { DiscussionRow } from '../../features/hold-discussions/DiscussionRow';
import { discussionsQuery } from '../../features/hold-discussions/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Pages } from '../../shared/ui/Pages';

/** The calendar: what is ahead, the next one first, or what was. */
const Discussions = (): ReactNode => {
  const { id } = useWorkplace();
  const [isOpen, setOpen] = useState(true);
  const discussions = useInfiniteQuery({
    ...discussionsQuery(id, isOpen),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <SubnavigationBar aria-label="Какие обсуждения показать">
        {[true, false].map((each) => (
          <SubnavigationButton
            aria-pressed={isOpen === each}
            key={String(each)}
            onClick={() => setOpen(each)}
            selected={isOpen === each}
          >
            {each ? 'Предстоят' : 'Прошли'}
          </SubnavigationButton>
        ))}
      </SubnavigationBar>
      <Pages
        empty={
          <Placeholder icon={<Icon56MessagesOutline />} title="Обсуждений нет">
            Обсуждение назначает тот, кто отвечает на вопрос: жители получают ссылку на временный
            чат и приходят в назначенное время.
          </Placeholder>
        }
        query={discussions}
      >
        {(each) => <DiscussionRow item={each} key={each.id} />}
      </Pages>
    </>
  );
};

export default Discussions;
