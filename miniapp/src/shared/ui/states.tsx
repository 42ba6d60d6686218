/** What a screen shows while it has nothing else to show. */
import { Icon56ErrorTriangleOutline, Icon56LockOutline, Icon56WifiOutline } from '@vkontakte/icons';
import { Button, Footnote, Placeholder } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { ApiProblem, explain, Unreachable } from '../api/problem';

/** Rows that are on their way. */
export const LoadingRows = ({ count = 6 }: { readonly count?: number }): ReactNode => (
  <div aria-busy="true" aria-label="Загружается" className="inset" role="status">
    {Array.from({ length: count }, (_, index) => (
      <div className="loading-row" key={index} />
    ))}
  </div>
);

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong in place of a screen: no network, no rights, or an error with the words of the API. */
export const Failure = ({ error, onRetry }: FailureProps): ReactNode => {
  const { title, action, trace } = explain(error);
  return (
    <div role="alert">
      <Placeholder
        action={
          onRetry && !isForbidden(error) ? (
            <Button mode="secondary" onClick={onRetry} size="m">
              Повторить
            </Button>
          ) : undefined
        }
        icon={iconOf(error)}
        title={title}
      >
        {action}
        {trace && (
          <Footnote caps={false} style={{ marginBlockStart: 8 }}>
            Номер для поддержки: {trace.slice(0, 12)}
          </Footnote>
        )}
      </Placeholder>
    </div>
  );
};

function isForbidden(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 403;
}

function iconOf(error: unknown): ReactNode {
  if (error instanceof Unreachable) return <Icon56WifiOutline />;
  return isForbidden(error) ? <Icon56LockOutline /> : <Icon56ErrorTriangleOutline />;
}
