import { useQuery } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import type { Schemas } from '../../shared/api/client';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Sheet } from '../../shared/ui/Sheet';
import { houseFiltersQuery } from '../list-houses/queries';
import { useWorkplace } from '../work-in-municipality/workplace';
import { useAttach } from './useAttach';

export interface AttachSheetProps {
  readonly bot: Schemas['CatalogueBot'];
  readonly isRemoval: boolean;
  readonly onClose: () => void;
}

/** Chooses the company whose houses get the bot, or lose it. */
const AttachSheet = ({ bot, isRemoval, onClose }: AttachSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const choices = useQuery(houseFiltersQuery(id));
  const [organization, setOrganization] = useState(bot.organization_id ?? '');
  const attach = useAttach(bot.group_id, onClose);
  return (
    <Sheet isOpen onClose={onClose} title={isRemoval ? 'Отключить от домов' : 'Подключить к домам'}>
      <Loaded query={choices}>
        {({ organizations }) => (
          <FormItem
            bottom={
              isRemoval
                ? 'Бот исчезнет из меню этих домов. Из чатов его удаляют люди.'
                : 'Бот сразу появится в меню «Сервисы дома», а администраторы чатов получат просьбу добавить его в чат.'
            }
            htmlFor="company"
            top="Все дома компании"
          >
            <Select
              id="company"
              onChange={(_, chosen) => setOrganization(String(chosen ?? ''))}
              options={organizations.map(({ value, title }) => ({ value, label: title }))}
              placeholder="Выберите компанию"
              value={organization}
            />
          </FormItem>
        )}
      </Loaded>
      <Inset>
        <Button
          appearance={isRemoval ? 'negative' : 'accent'}
          disabled={!organization}
          loading={attach.isPending}
          onClick={() => attach.mutate({ organizationId: organization, isRemoval })}
          size="l"
          stretched
        >
          {isRemoval ? 'Отключить от всех домов' : 'Подключить ко всем домам'}
        </Button>
      </Inset>
    </Sheet>
  );
};

export default AttachSheet;
