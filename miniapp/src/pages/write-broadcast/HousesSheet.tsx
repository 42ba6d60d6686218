import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Search } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import '../../features/send-broadcasts/broadcasts.css';
import { housesQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Inset } from '../../shared/ui/Inset';
import { Pages } from '../../shared/ui/Pages';
import { Sheet } from '../../shared/ui/Sheet';
import { useSettled } from '../../shared/ui/useSettled';
import { counted, HOUSES } from '../../shared/ui/words';
import type { PartSheetProps } from './AudienceCard';

/** Houses one by one. */
const HousesSheet = ({ onAdd, onClose }: PartSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const search = useSettled(text.trim());
  const houses = useInfiniteQuery({
    ...housesQuery(id, search ? { search } : {}),
    placeholderData: keepPreviousData,
  });
  return (
    <Sheet isOpen onClose={onClose} title="Отдельные дома">
      <Search
        onChange={({ target }) => setText(target.value)}
        placeholder="Улица, дом"
        value={text}
      />
      <Inset>
        <Pages empty="Ничего не найдено." query={houses}>
          {(house) => (
            <Checkbox
              checked={chosen.has(house.id)}
              key={house.id}
              onChange={({ target }) => {
                const next = new Map(chosen);
                if (target.checked) next.set(house.id, house.title);
                else next.delete(house.id);
                setChosen(next);
              }}
            >
              {house.title}
            </Checkbox>
          )}
        </Pages>
      </Inset>
      <div className="sheet-end">
        <Button
          disabled={chosen.size === 0}
          onClick={() =>
            onAdd({ ask: { house_ids: [...chosen.keys()] }, names: [...chosen.values()] })
          }
          size="l"
          stretched
        >
          {chosen.size ? `Добавить ${counted(chosen.size, HOUSES)}` : 'Выберите дома'}
        </Button>
      </div>
    </Sheet>
  );
};

export default HousesSheet;
