import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Params } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { Keys } from './Keys';
import { open311Query } from './queries';
import { Server } from './Server';

/** An organisation's own system: complaints go there, and it comes here, by Open311. */
const Open311Page = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const organizationId = params.organization ?? '';
  const exchange = useQuery(open311Query(id, organizationId));
  return (
    <Screen backTo={path('organizations', organizationId)} title="Система организации">
      <Loaded query={exchange}>
        {(found) => (
          <>
            <Server exchange={found} organizationId={organizationId} />
            <Keys exchange={found} organizationId={organizationId} />
          </>
        )}
      </Loaded>
    </Screen>
  );
};

export default Open311Page;
