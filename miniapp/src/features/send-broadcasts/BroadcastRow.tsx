import {
  Icon28CancelCircleOutline,
  Icon28CheckCircleOutline,
  Icon28ClockOutline,
  Icon28EditOutline,
  Icon28ErrorCircleOutline,
  Icon28SendOutline,
} from '@vkontakte/icons';
import { SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { counted, inDigits, moment, OF_HOUSES } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';

type Item = Schemas['BroadcastItem'];

const ICONS: Readonly<Record<Item['state'], ReactNode>> = {
  draft: <Icon28EditOutline />,
  scheduled: <Icon28ClockOutline fill="var(--vkui--color_icon_accent)" />,
  sending: <Icon28SendOutline fill="var(--vkui--color_icon_accent)" />,
  paused: <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />,
  done: <Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />,
  cancelled: <Icon28CancelCircleOutline fill="var(--vkui--color_icon_secondary)" />,
};

/** A broadcast in a list: what it says, how far it is, who wrote it. */
export const BroadcastRow = ({ item }: { readonly item: Item }): ReactNode => {
  const { path } = useWorkplace();
  return (
    <SimpleCell
      before={ICONS[item.state]}
      chevron="auto"
      extraSubtitle={[moment(item.send_at ?? item.created_at), kindOf(item), item.created_by]
        .filter(Boolean)
        .join(' · ')}
      onClick={() => goTo(path('broadcasts', item.id))}
      subtitle={farOf(item)}
    >
      {item.title}
    </SimpleCell>
  );
};

function kindOf({ kind, kind_title: title }: Item): string {
  return kind === 'ordinary' ? '' : title;
}

function farOf({ state, state_title: title, counts }: Item): string {
  if (state === 'draft' || state === 'scheduled' || !counts.houses) return title;
  const missed = counts.failed + counts.unknown;
  const done = `${title}: ${inDigits(counts.done)} из ${counted(counts.houses, OF_HOUSES)}`;
  return missed ? `${done}, не дошло: ${inDigits(missed)}` : done;
}
