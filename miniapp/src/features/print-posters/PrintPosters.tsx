import { Icon28PrinterOutline } from '@vkontakte/icons';
import { CellButton } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import type { HouseFilter } from '../list-houses/queries';
import { useWorkplace } from '../work-in-municipality/workplace';

const PosterSetSheet = lazy(() => import('./PosterSetSheet'));

export interface PrintPostersProps {
  readonly filter: HouseFilter;
  /** How many houses of the municipality have a chat that works. */
  readonly live: number | undefined;
}

/** The way to the posters of the houses that a list shows. */
export const PrintPosters = ({ filter, live }: PrintPostersProps): ReactNode => {
  const { may } = useWorkplace();
  const [isOpen, setOpen] = useState(false);
  if (!live || !may('make_posters')) return null;
  return (
    <>
      <CellButton before={<Icon28PrinterOutline />} onClick={() => setOpen(true)}>
        Плакаты для домов из списка
      </CellButton>
      <Suspense>
        {isOpen && <PosterSetSheet filter={filter} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
};
