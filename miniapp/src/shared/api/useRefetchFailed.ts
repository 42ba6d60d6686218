import { useQueryClient } from '@tanstack/react-query';

/** Asks again for everything on the screen that could not be had: what failed with one cause, one press mends. */
export function useRefetchFailed(): () => void {
  const client = useQueryClient();
  return () =>
    void client.refetchQueries({
      predicate: ({ state }) => state.status === 'error',
      type: 'active',
    });
}
