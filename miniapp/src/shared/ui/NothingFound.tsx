import { Icon56SearchOutline } from '@vkontakte/icons';
import { Button, Placeholder } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

/** That a search or a filter found nothing. */
const NothingFound = ({ onReset }: { readonly onReset?: () => void }): ReactNode => (
  <Placeholder
    action={
      onReset && (
        <Button mode="secondary" onClick={onReset} size="m">
          Сбросить
        </Button>
      )
    }
    icon={<Icon56SearchOutline />}
    title="Ничего не найдено"
  >
    Измените запрос или сбросьте фильтры.
  </Placeholder>
);

export default NothingFound;
