import { Checkbox, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { IllHouse } from '../../features/mend-health/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { counted, moment, RESIDENTS } from '../../shared/ui/words';

interface IllHouseRowProps {
  readonly item: IllHouse;
  readonly isChosen: boolean;
  /** Without it nothing can be done with the house. */
  readonly onChoose?: ((houseId: string, isChosen: boolean) => void) | undefined;
}

const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long' });

/** A house that lacks something: what exactly, since when, and whether somebody is at it. */
export const IllHouseRow = ({ item, isChosen, onChoose }: IllHouseRowProps): ReactNode => {
  const { path } = useWorkplace();
  const { house } = item;
  return (
    <div className="ill-house">
      {onChoose && (
        <Checkbox
          aria-label={`Выбрать: ${house.title}`}
          checked={isChosen}
          onChange={({ target }) => onChoose(house.id, target.checked)}
        />
      )}
      <SimpleCell
        chevron="auto"
        className="ill-house-open"
        extraSubtitle={stateOf(item)}
        multiline
        onClick={() => goTo(path('houses', house.id))}
        subtitle={whatOf(item)}
      >
        {house.title}
      </SimpleCell>
    </div>
  );
};

function whatOf({ house, why, twin }: IllHouse): string {
  if (!twin) return why || house.company || house.address;
  const here = counted(house.members_count, RESIDENTS);
  return `Здесь ${here}, в «${twin.title}» — ${counted(twin.members_count, RESIDENTS)}`;
}

function stateOf({ since, reminded_at: reminded, snooze }: IllHouse): string {
  if (snooze) {
    const until = snooze.until ? `до ${day.format(new Date(snooze.until))}` : 'насовсем';
    return `Отложено ${until}: ${snooze.reason}`;
  }
  return [
    ...(since ? [`с ${day.format(new Date(since))}`] : []),
    ...(reminded ? [`напомнили ${moment(reminded)}`] : []),
  ].join(' · ');
}
