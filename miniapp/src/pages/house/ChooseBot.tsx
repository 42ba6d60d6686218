import { useInfiniteQuery } from '@tanstack/react-query';
import { Icon28ServicesOutline } from '@vkontakte/icons';
import { Button, Footnote, SimpleCell } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { useAssign } from '../../features/assign-people/useAssign';
import { serviceBotsQuery } from '../../features/manage-service-bots/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Field } from '../../shared/ui/fields';
import { Inset } from '../../shared/ui/Inset';
import { Pages } from '../../shared/ui/Pages';
import { Sheet } from '../../shared/ui/Sheet';

export interface ChooseBotProps {
  readonly details: Schemas['HouseDetails'];
  readonly onClose: () => void;
}

/** Gives the house a bot: one of the catalogue, or any by its link. */
const ChooseBot = ({ details, onClose }: ChooseBotProps): ReactNode => {
  const { id } = useWorkplace();
  const [link, setLink] = useState('');
  const bots = useInfiniteQuery(serviceBotsQuery(id));
  const assign = useAssign([details.house.id], onClose);
  const attach = (reference: string): void =>
    assign.mutate({ change: { add_service_bots: [reference] }, done: 'Бот подключён' });
  const known = new Set(details.service_bots.map((bot) => bot.group_id));
  return (
    <Sheet isOpen onClose={onClose} title="Сервисный бот">
      <Pages empty={<Footnote className="inset">В каталоге пока нет ботов.</Footnote>} query={bots}>
        {(bot) =>
          known.has(bot.group_id) ? null : (
            <SimpleCell
              before={<Icon28ServicesOutline />}
              disabled={assign.isPending}
              key={bot.group_id}
              onClick={() => attach(`club${bot.group_id}`)}
              subtitle={bot.does || bot.organization_name}
            >
              {bot.name}
            </SimpleCell>
          )
        }
      </Pages>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          attach(link.trim());
        }}
      >
        <Field
          hint="Бот появится и в каталоге."
          label="Или ссылка на сообщество бота"
          onChange={setLink}
          placeholder="vk.com/club1"
          value={link}
        />
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
  );
};

export default ChooseBot;
