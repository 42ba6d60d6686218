import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { complaintQuery } from '../../features/deal-with-complaints/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Params } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { Actions } from './Actions';
import { Itself } from './Itself';
import { Steps } from './Steps';

/** A complaint: what is wrong, what can be done with it, what was done. */
const ComplaintPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const complaint = useQuery(complaintQuery(id, params.complaint ?? ''));
  const number = complaint.data?.item.number;
  return (
    <Screen backTo={path('complaints')} title={number ? `Жалоба № ${number}` : 'Жалоба'}>
      <Loaded query={complaint}>
        {(found) => (
          <>
            <Itself complaint={found} />
            <Actions complaint={found} />
            <Steps complaint={found} />
          </>
        )}
      </Loaded>
    </Screen>
  );
};

export default ComplaintPage;
