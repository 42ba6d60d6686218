/** Short notices at the edge of the screen. What shows them is loaded with the first one. */
import { createContext, lazy, type ReactNode, Suspense, use, useCallback, useState } from 'react';

import { explain } from '../api/problem';

const Notice = lazy(() => import('./Notice'));

/** A notice: something done, or something refused. */
export interface NoticeContent {
  readonly text: string;
  readonly subtitle?: string;
  readonly isError?: boolean;
  readonly action?: { readonly text: string; readonly do: () => void };
}

type Show = (content: NoticeContent) => void;

const NoticeContext = createContext<Show>(() => undefined);

export const Notices = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [notice, setNotice] = useState<{ content: NoticeContent; id: number } | null>(null);
  const show = useCallback<Show>(
    (content) => setNotice((before) => ({ content, id: (before?.id ?? 0) + 1 })),
    [],
  );
  return (
    <NoticeContext value={show}>
      {children}
      {notice && (
        <Suspense>
          <Notice content={notice.content} key={notice.id} onClosed={() => setNotice(null)} />
        </Suspense>
      )}
    </NoticeContext>
  );
};

/** Shows a notice. */
export function useNotice(): Show {
  return use(NoticeContext);
}

/** Shows what went wrong, in the words of the API. */
export function useErrorNotice(): (error: unknown) => void {
  const show = useNotice();
  return useCallback(
    (error) => {
      const { title, action } = explain(error);
      show({ text: title, subtitle: action, isError: true });
    },
    [show],
  );
}
