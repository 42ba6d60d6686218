import { Icon28CancelCircleOutline, Icon28ServicesOutline } from '@vkontakte/icons';
import { IconButton, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';

export interface ServiceBotCellProps {
  readonly bot: Schemas['ServiceBot'];
  /** Takes it from the house; nobody may without it. */
  readonly onRemove: (() => void) | undefined;
}

/** A bot of the house, and whether it is in the chat. */
export const ServiceBotCell = ({ bot, onRemove }: ServiceBotCellProps): ReactNode => {
  const name = bot.name || bot.url.replace('https://', '');
  return (
    <SimpleCell
      after={
        onRemove && (
          <IconButton aria-label={`Отключить бота «${name}»`} onClick={onRemove}>
            <Icon28CancelCircleOutline />
          </IconButton>
        )
      }
      before={<Icon28ServicesOutline />}
      extraSubtitle={bot.is_in_chat ? 'В чате' : 'В меню. Ждём, когда администратор добавит в чат'}
      multiline
      subtitle={bot.does}
    >
      {name}
    </SimpleCell>
  );
};
