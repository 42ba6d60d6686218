import { useQuery } from '@tanstack/react-query';
import { Panel } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense } from 'react';

import { isSignedOut } from '../shared/api/problem';
import { SESSION_KEY } from '../shared/api/queryClient';
import { openSession } from '../shared/api/session';
import { Failure, LoadingRows } from '../shared/ui/states';
import { Shell } from './Shell';

const SignedOut = lazy(() => import('../pages/signed-out/SignedOut'));

/** Signs in and shows the app; says how to go on where that does not work, or no longer. */
export const SignedIn = (): ReactNode => {
  const session = useQuery({
    queryKey: SESSION_KEY,
    queryFn: openSession,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  if (session.isSuccess) return <Shell me={session.data} />;
  return (
    <Panel role="main">
      {session.isPending && <LoadingRows />}
      {session.isError &&
        (isSignedOut(session.error) ? (
          <Suspense fallback={<LoadingRows />}>
            <SignedOut error={session.error} />
          </Suspense>
        ) : (
          <Failure error={session.error} onRetry={() => void session.refetch()} />
        ))}
    </Panel>
  );
};
