import { Icon56BuildingOutline } from '@vkontakte/icons';
import { Button, ButtonGroup, Placeholder } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';

/** The beginning: no house yet, and how to get the first ones. */
const NoHouses = (): ReactNode => {
  const { may, path } = useWorkplace();
  if (!may('create_houses')) {
    return (
      <Placeholder icon={<Icon56BuildingOutline />} title="Домов пока нет">
        Здесь появятся дома, которые вам доверят.
      </Placeholder>
    );
  }
  return (
    <Placeholder
      action={
        <ButtonGroup mode="vertical" stretched>
          <Button onClick={() => goTo(path('imports'))} size="m" stretched>
            Загрузить таблицу
          </Button>
          <Button mode="secondary" onClick={() => goTo(path('houses', 'new'))} size="m" stretched>
            Добавить один дом
          </Button>
        </ButtonGroup>
      }
      icon={<Icon56BuildingOutline />}
      title="Домов пока нет"
    >
      Загрузите таблицу с адресами или добавьте дом вручную: мы создадим чат для каждого.
    </Placeholder>
  );
};

export default NoHouses;
