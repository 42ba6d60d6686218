import { Icon56LockOutline } from '@vkontakte/icons';
import { Button, Placeholder } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { goTo } from '../shared/router/router';
import { Screen } from '../shared/ui/Screen';

/** A screen that is not for this person. */
const NoRights = ({ home }: { readonly home: string }): ReactNode => (
  <Screen backTo={home} title="Нет доступа">
    <Placeholder
      action={
        <Button mode="secondary" onClick={() => goTo(home)} size="m">
          К домам
        </Button>
      }
      icon={<Icon56LockOutline />}
      title="Вам это недоступно"
    >
      Если это нужно для работы, обратитесь к администратору мини-приложения.
    </Placeholder>
  </Screen>
);

export default NoRights;
