import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { isSignedOut, mayPass } from './problem';

/** The key of the query that signs in. */
export const SESSION_KEY = ['session'] as const;

/** The cache of what the API said. A session that ends while working takes the whole app to its sign-in screen. */
export function createQueryClient(): QueryClient {
  const signOut = (error: unknown): void => {
    if (!isSignedOut(error)) return;
    const session = client.getQueryCache().find({ queryKey: SESSION_KEY });
    if (session?.state.status === 'success')
      session.setState({ status: 'error', error: error as Error });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: signOut }),
    mutationCache: new MutationCache({ onError: signOut }),
    defaultOptions: {
      queries: {
        // Whoever comes back to a list within this time sees what they left.
        staleTime: 15_000,
        retry: (failures, error) => mayPass(error) && failures < 2,
        // After a second and a bit whoever waits is told, and can ask again by themselves.
        retryDelay: (failures) => 400 * 2 ** failures,
        // The browser's word for being offline is not to be trusted inside a frame: ask and see.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
