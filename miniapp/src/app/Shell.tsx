import { Panel } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from 'react';

import {
  type Workplace,
  WorkplaceContext,
  workplaceOf,
} from '../features/work-in-municipality/workplace';
import type { Schemas } from '../shared/api/client';
import { replaceWith, usePath } from '../shared/router/router';
import { LoadingRows } from '../shared/ui/states';
import { tellLocation } from '../shared/vk/bridge';
import { Stories } from './Stories';

const WorkplacesPage = lazy(() => import('../pages/workplaces/WorkplacesPage'));

/** Finds out where the person works, and shows that municipality's screens. */
export const Shell = ({ me }: { readonly me: Schemas['Me'] }): ReactNode => {
  const path = usePath();
  const workplaces = useMemo(
    () => me.workplaces.map((record) => workplaceOf(record, me.workplaces)),
    [me],
  );
  const chosen = choose(workplaces, path);
  const start = chosen && !path.startsWith(chosen.path()) ? chosen.path('houses') : '';
  useEffect(() => {
    if (start) replaceWith(start);
    else tellLocation(path.slice(1));
  }, [start, path]);
  if (!chosen || start) return <Choice me={me} isLoading={Boolean(start)} />;
  return (
    <WorkplaceContext value={chosen}>
      <Stories path={path} />
    </WorkplaceContext>
  );
};

const Choice = ({
  me,
  isLoading,
}: {
  readonly me: Schemas['Me'];
  readonly isLoading: boolean;
}): ReactNode => (
  <Panel role="main">
    <Suspense fallback={<LoadingRows />}>
      {isLoading ? <LoadingRows /> : <WorkplacesPage me={me} />}
    </Suspense>
  </Panel>
);

/** The municipality of the path, else the only one. */
function choose(workplaces: readonly Workplace[], path: string): Workplace | undefined {
  const named = workplaces.find((place) => `${path}/`.startsWith(`${place.path()}/`));
  return named ?? (workplaces.length === 1 ? workplaces[0] : undefined);
}
