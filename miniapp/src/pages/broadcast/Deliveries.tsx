import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import {
  Icon28CancelCircleOutline,
  Icon28CheckCircleOutline,
  Icon28ClockOutline,
  Icon28ErrorCircleOutline,
  Icon28HelpCircleOutline,
} from '@vkontakte/icons';
import {
  Counter,
  Group,
  Header,
  Placeholder,
  SimpleCell,
  SubnavigationBar,
  SubnavigationButton,
} from '@vkontakte/vkui';
import { type ReactNode, useEffect, useState } from 'react';

import {
  type Broadcast,
  deliveriesQuery,
  type DeliveryState,
} from '../../features/send-broadcasts/queries';
import { SHARES } from '../../features/send-broadcasts/ShareBar';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { counted, inDigits, moment, PEOPLE } from '../../shared/ui/words';

type Item = Schemas['DeliveryItem'];

const FAILED = <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />;
const ICONS: Readonly<Record<Item['state'], ReactNode>> = {
  done: <Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />,
  failed: FAILED,
  unknown: <Icon28HelpCircleOutline fill="var(--vkui--color_accent_orange)" />,
  waiting: <Icon28ClockOutline fill="var(--vkui--color_icon_secondary)" />,
  moved: <Icon28ClockOutline fill="var(--vkui--color_icon_secondary)" />,
  cancelled: <Icon28CancelCircleOutline fill="var(--vkui--color_icon_secondary)" />,
};

export interface DeliveriesProps {
  readonly broadcast: Broadcast;
  readonly isLive: boolean;
}

/** House by house: what became of the message, why not, and what mends it. */
export const Deliveries = ({ broadcast, isLive }: DeliveriesProps): ReactNode => {
  const { id } = useWorkplace();
  const client = useQueryClient();
  const { counts } = broadcast;
  const [chosen, setChosen] = useState<DeliveryState>();
  const houses = useInfiniteQuery({
    ...deliveriesQuery(id, broadcast.id, chosen, isLive),
    placeholderData: keepPreviousData,
  });
  // The list follows the counts, whatever moved them.
  const { done, failed, unknown } = counts;
  useEffect(() => {
    void client.invalidateQueries({
      queryKey: keyOf(id, 'broadcasts', 'deliveries', broadcast.id),
    });
  }, [done, failed, unknown, isLive, client, id, broadcast.id]);
  return (
    <Group header={<Header>По домам</Header>}>
      <SubnavigationBar aria-label="Какие дома показать">
        <SubnavigationButton
          aria-pressed={!chosen}
          onClick={() => setChosen(undefined)}
          selected={!chosen}
        >
          Все
        </SubnavigationButton>
        {SHARES.filter(({ state }) => counts[state] > 0 || state === chosen).map(
          ({ state, title }) => (
            <SubnavigationButton
              after={
                <Counter appearance={state === 'failed' ? 'accent-red' : 'neutral'} size="s">
                  {inDigits(counts[state])}
                </Counter>
              }
              aria-pressed={state === chosen}
              key={state}
              onClick={() => setChosen(state === chosen ? undefined : state)}
              selected={state === chosen}
            >
              {title}
            </SubnavigationButton>
          ),
        )}
      </SubnavigationBar>
      <Pages empty={<Placeholder>Таких домов нет.</Placeholder>} query={houses}>
        {(item) => <DeliveryRow item={item} key={item.house_id} />}
      </Pages>
    </Group>
  );
};

const DeliveryRow = ({ item }: { readonly item: Item }): ReactNode => {
  const { path } = useWorkplace();
  const { failure, acknowledged } = item;
  return (
    <SimpleCell
      before={ICONS[item.state]}
      chevron="auto"
      extraSubtitle={failure?.action}
      multiline
      onClick={() => goTo(path('houses', item.house_id))}
      subtitle={
        failure ? (
          <span style={{ color: 'var(--vkui--color_text_negative)' }}>{failure.title}</span>
        ) : (
          [
            item.state_title,
            ...(item.at && item.state === 'done' ? [moment(item.at)] : []),
            ...(acknowledged ? [`подтвердили: ${counted(acknowledged, PEOPLE)}`] : []),
          ].join(' · ')
        )
      }
    >
      {item.address}
    </SimpleCell>
  );
};
