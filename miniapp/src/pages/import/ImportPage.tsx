import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { importQuery } from '../../features/import-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Params } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { CheckedImport } from './CheckedImport';
import { StartedImport } from './StartedImport';

/** One sheet on its way: checked, then started and watched, then reported on. */
const ImportPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const sheet = useQuery(importQuery(id, params.import ?? ''));
  return (
    <Screen backTo={path('imports')} status={sheet.data?.filename} title="Загрузка">
      <Loaded query={sheet}>
        {(found) =>
          found.state === 'checked' ? (
            <CheckedImport sheet={found} />
          ) : (
            <StartedImport sheet={found} />
          )
        }
      </Loaded>
    </Screen>
  );
};

export default ImportPage;
