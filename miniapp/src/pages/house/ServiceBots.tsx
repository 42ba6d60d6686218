import {
  Icon28AddCircleOutline,
  Icon28CancelCircleOutline,
  Icon28ServicesOutline,
} from '@vkontakte/icons';
import {
  Button,
  CellButton,
  FormItem,
  Group,
  Header,
  IconButton,
  Input,
  SimpleCell,
} from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useAssign } from '../../features/assign-people/useAssign';
import type { Schemas } from '../../shared/api/client';
import { Sheet } from '../../shared/ui/Sheet';
import { Inset } from '../../shared/ui/Inset';

/** Communities whose bots serve the chat: complaints, the company's services. */
export const ServiceBots = ({
  details,
}: {
  readonly details: Schemas['HouseDetails'];
}): ReactNode => {
  const { house, service_bots: bots, may_assign: mayAssign } = details;
  const [isAdding, setAdding] = useState(false);
  const [link, setLink] = useState('');
  const assign = useAssign([house.id], () => setAdding(false));
  return (
    <Group header={<Header>Сервисные боты</Header>}>
      {bots.map((bot) => (
        <SimpleCell
          after={
            mayAssign && (
              <IconButton
                aria-label={`Отключить бота ${bot.group_id}`}
                onClick={() =>
                  assign.mutate({
                    change: { remove_service_bots: [bot.group_id] },
                    done: 'Бот отключён',
                  })
                }
              >
                <Icon28CancelCircleOutline />
              </IconButton>
            )
          }
          before={<Icon28ServicesOutline />}
          key={bot.group_id}
        >
          {bot.url.replace('https://', '')}
        </SimpleCell>
      ))}
      {mayAssign && (
        <CellButton before={<Icon28AddCircleOutline />} onClick={() => setAdding(true)}>
          Подключить бота
        </CellButton>
      )}
      <Sheet isOpen={isAdding} onClose={() => setAdding(false)} title="Сервисный бот">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            assign.mutate({ change: { add_service_bots: [link.trim()] }, done: 'Бот подключён' });
          }}
        >
          <FormItem
            bottom="Бот сообщества сможет принимать заявки жильцов."
            htmlFor="bot"
            top="Сообщество бота"
          >
            <Input
              autoComplete="off"
              autoFocus
              id="bot"
              onChange={({ target }) => setLink(target.value)}
              placeholder="vk.com/club1"
              value={link}
            />
          </FormItem>
          <Inset>
            <Button
              disabled={!link.trim()}
              loading={assign.isPending}
              size="l"
              stretched
              type="submit"
            >
              Подключить
            </Button>
          </Inset>
        </form>
      </Sheet>
    </Group>
  );
};
