import { useInfiniteQuery } from '@tanstack/react-query';
import { Group, Placeholder, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { moderationQuery } from '../../features/keep-order/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Params } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import { moment } from '../../shared/ui/words';

/** The log of moderation of a house's chat, as every resident may read it. */
const ModerationPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const houseId = params.house ?? '';
  const lines = useInfiniteQuery(moderationQuery(id, houseId));
  return (
    <Screen backTo={path('houses', houseId)} title="Журнал модерации">
      <Group description="Чьи это были сообщения, журнал не называет. То же самое жители видят в чате по слову «журнал».">
        <Pages
          empty={
            <Placeholder title="Журнал пуст">
              В этом чате ничего не удаляли и никого не ограничивали.
            </Placeholder>
          }
          query={lines}
        >
          {(line) => (
            <SimpleCell
              extraSubtitle={`Причина: ${line.reason}`}
              key={line.id}
              multiline
              overTitle={`${moment(line.at)} · ${line.by_role}`}
            >
              {line.title.charAt(0).toUpperCase() + line.title.slice(1)}
            </SimpleCell>
          )}
        </Pages>
      </Group>
    </Screen>
  );
};

export default ModerationPage;
