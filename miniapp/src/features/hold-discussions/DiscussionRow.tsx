import {
  Icon28CalendarOutline,
  Icon28CheckCircleOutline,
  Icon28ChatsOutline,
  Icon28ErrorCircleOutline,
} from '@vkontakte/icons';
import { SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { counted, HOUSES, moment } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';

type Item = Schemas['DiscussionItem'];

const ICONS: Readonly<Record<Item['state'], ReactNode>> = {
  preparing: <Icon28CalendarOutline />,
  planned: <Icon28CalendarOutline fill="var(--vkui--color_icon_accent)" />,
  held: <Icon28ChatsOutline fill="var(--vkui--color_icon_positive)" />,
  missed: <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />,
  ending: <Icon28ChatsOutline />,
  closing: <Icon28ChatsOutline />,
  closed: <Icon28CheckCircleOutline fill="var(--vkui--color_icon_secondary)" />,
};

/** A discussion in a list: when, about what, with whom. */
export const DiscussionRow = ({ item }: { readonly item: Item }): ReactNode => {
  const { path } = useWorkplace();
  const houses =
    item.houses_count > 1 ? `${counted(item.houses_count, HOUSES)}, ${item.address}` : item.address;
  return (
    <SimpleCell
      before={ICONS[item.state]}
      chevron="auto"
      extraSubtitle={[houses, item.official.name].filter(Boolean).join(' · ')}
      multiline
      onClick={() => goTo(path('discussions', item.id))}
      overTitle={moment(item.starts_at)}
      subtitle={[item.state_title, item.ending_title].filter(Boolean).join(': ')}
    >
      {item.topic}
    </SimpleCell>
  );
};
