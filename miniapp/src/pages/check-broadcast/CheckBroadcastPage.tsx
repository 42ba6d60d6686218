import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';

import {
  type Composition,
  compositionOf,
  NEW,
  NOTHING,
  useComposition,
} from '../../features/send-broadcasts/composition';
import { broadcastQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { type Params, replaceWith } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { Screen } from '../../shared/ui/Screen';
import { LoadingRows } from '../../shared/ui/states';
import { Checking } from './Checking';
import { SendCard } from './SendCard';

/** A message before it leaves: how it will look, who will get it, who will not; then it is sent. */
const CheckBroadcastPage = ({ params }: { readonly params: Params }): ReactNode => {
  const { id, path } = useWorkplace();
  const { broadcast: name = NEW } = params;
  const write = path('broadcasts', name, 'write');
  const kept = useQuery({
    ...broadcastQuery(id, name),
    enabled: name !== NEW,
    refetchOnWindowFocus: false,
  });
  return (
    <Screen backTo={write} onBack={() => replaceWith(write)} title="Проверка">
      {name === NEW ? (
        <Written initial={NOTHING} name={NEW} write={write} />
      ) : (
        <Loaded query={kept}>
          {(draft) => <Written initial={compositionOf(draft, id)} name={name} write={write} />}
        </Loaded>
      )}
    </Screen>
  );
};

interface WrittenProps {
  readonly name: string;
  readonly initial: Composition;
  readonly write: string;
}

const Written = ({ name, initial, write }: WrittenProps): ReactNode => {
  const { written } = useComposition(name, initial);
  const isEmpty = written.audience.length === 0;
  useEffect(() => {
    if (isEmpty) replaceWith(write);
  }, [isEmpty, write]);
  if (isEmpty) return <LoadingRows />;
  return (
    <Checking name={name} write={write} written={written}>
      {(seen) => <SendCard name={name} seen={seen} written={written} />}
    </Checking>
  );
};

export default CheckBroadcastPage;
