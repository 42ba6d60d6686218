import {
  Icon28CancelCircleOutline,
  Icon28ClockOutline,
  Icon28ErrorCircleOutline,
  Icon28HomeOutline,
} from '@vkontakte/icons';
import { SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { counted, RESIDENTS } from '../../shared/ui/words';
import { useWorkplace } from '../work-in-municipality/workplace';

type House = Schemas['HouseItem'];

const ICONS: Readonly<Record<Schemas['HouseState'], ReactNode>> = {
  live: <Icon28HomeOutline fill="var(--vkui--color_icon_accent)" />,
  waiting: <Icon28ClockOutline fill="var(--vkui--color_icon_secondary)" />,
  failed: <Icon28ErrorCircleOutline fill="var(--vkui--color_icon_negative)" />,
  closed: <Icon28CancelCircleOutline fill="var(--vkui--color_icon_secondary)" />,
};

/** A house in a list: its chat's state, its administrator, how many joined. */
export const HouseRow = ({ house }: { readonly house: House }): ReactNode => {
  const { path } = useWorkplace();
  return (
    <SimpleCell
      before={ICONS[house.trouble ? 'failed' : house.state]}
      chevron="auto"
      onClick={() => goTo(path('houses', house.id))}
      subtitle={<HouseState house={house} />}
    >
      {house.title}
    </SimpleCell>
  );
};

const HouseState = ({ house }: { readonly house: House }): ReactNode => {
  const wrong = house.failure ?? house.trouble;
  if (wrong) {
    return <span style={{ color: 'var(--vkui--color_text_negative)' }}>{wrong.title}</span>;
  }
  if (house.state === 'waiting' || house.state === 'closed') return house.state_title;
  return [membersOf(house), administratorOf(house)].join(' · ');
};

function administratorOf({ administrator, onboarding, onboarding_title: title }: House): string {
  if (!administrator) return 'без администратора';
  return onboarding === 'nobody' || onboarding === 'live'
    ? administrator.name
    : `${administrator.name}, ${title}`;
}

function membersOf({ members_count: members }: House): string {
  return members === 0 ? 'никто не вступил' : counted(members, RESIDENTS);
}
