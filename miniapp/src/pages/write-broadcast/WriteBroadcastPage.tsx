import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';

import { compositionOf, NEW, NOTHING } from '../../features/send-broadcasts/composition';
import { type Broadcast, broadcastQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { type Params, replaceWith } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { LoadingRows } from '../../shared/ui/states';
import { Writing } from './Writing';

/** A message before it is sent: what it says, and to whom. */
const WriteBroadcastPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const { broadcast: name = NEW } = params;
  const isNew = name === NEW;
  const kept = useQuery({
    ...broadcastQuery(id, name),
    enabled: !isNew,
    refetchOnWindowFocus: false,
  });
  return (
    <Screen backTo={path('broadcasts')} title={isNew ? 'Новая рассылка' : 'Черновик'}>
      {isNew ? (
        <Writing initial={NOTHING} name={NEW} next={path('broadcasts', NEW, 'check')} />
      ) : (
        <Loaded query={kept}>{(broadcast) => <Draft broadcast={broadcast} />}</Loaded>
      )}
    </Screen>
  );
};

const Draft = ({ broadcast }: { readonly broadcast: Broadcast }): ReactNode => {
  const { id, path } = useWorkplace();
  const isSent = !broadcast.may.change;
  useEffect(() => {
    if (isSent) replaceWith(path('broadcasts', broadcast.id));
  }, [isSent, broadcast.id, path]);
  if (isSent) return <LoadingRows />;
  return (
    <Writing
      initial={compositionOf(broadcast, id)}
      name={broadcast.id}
      next={path('broadcasts', broadcast.id, 'check')}
    />
  );
};

export default WriteBroadcastPage;
