import { useInfiniteQuery } from '@tanstack/react-query';
import { Icon28CheckCircleOutline } from '@vkontakte/icons';
import { Placeholder, SimpleCell } from '@vkontakte/vkui';
import { Fragment, type ReactNode } from 'react';

import { mendedQuery, type Task } from '../../features/mend-health/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { goTo } from '../../shared/router/router';
import { Pages } from '../../shared/ui/Pages';
import { moment } from '../../shared/ui/words';

/** The houses that were mended of a task, the newest first. */
export const MendedRows = ({ task }: { readonly task: Task }): ReactNode => {
  const { id, path } = useWorkplace();
  const mended = useInfiniteQuery(mendedQuery(id, task));
  return (
    <Pages empty={<Placeholder>Пока ничего не исправлено.</Placeholder>} query={mended}>
      {({ at, by_name: by, houses }) => (
        <Fragment key={`${at} ${houses[0]?.id ?? ''}`}>
          {houses.map((house) => (
            <SimpleCell
              before={<Icon28CheckCircleOutline fill="var(--vkui--color_icon_positive)" />}
              chevron="auto"
              key={house.id}
              onClick={() => goTo(path('houses', house.id))}
              subtitle={[moment(at), ...(by ? [by] : [])].join(' · ')}
            >
              {house.title}
            </SimpleCell>
          ))}
        </Fragment>
      )}
    </Pages>
  );
};
