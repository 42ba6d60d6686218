import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { regionQuery } from '../../features/see-activity/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Loaded } from '../../shared/ui/Loaded';
import { Groups } from './Groups';

/** The municipalities of the region side by side, for its officers. */
const Region = ({ period }: { readonly period: string }): ReactNode => {
  const { id } = useWorkplace();
  const region = useQuery(regionQuery(id, period));
  return (
    <Loaded query={region}>
      {({ region: name, municipalities }) => <Groups groups={municipalities} title={name} />}
    </Loaded>
  );
};

export default Region;
