import { Caption, SimpleCell } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Schemas } from '../../shared/api/client';
import { moment } from '../../shared/ui/words';

type Line = Schemas['AuditLine'];

export interface AuditLineProps {
  readonly line: Line;
  /** Whether all lines around it are about the same thing, so that it need not be named. */
  readonly isAboutOneThing?: boolean;
}

/** Who did what, when, and what became of it. */
export const AuditLine = ({ line, isAboutOneThing }: AuditLineProps): ReactNode => (
  <SimpleCell
    extraSubtitle={line.changes.length > 0 && <Changes changes={line.changes} />}
    multiline
    overTitle={`${moment(line.at)} · ${[line.actor_name, line.actor_role].filter(Boolean).join(', ')}`}
    subtitle={isAboutOneThing ? undefined : line.subject_title}
  >
    {line.title}
  </SimpleCell>
);

const Changes = ({ changes }: { readonly changes: Line['changes'] }): ReactNode =>
  changes.map((change) => (
    <Caption key={change.field} style={{ overflowWrap: 'anywhere' }}>
      {change.title}: {change.before && <del>{change.before}</del>}{' '}
      {change.after && <ins style={{ textDecoration: 'none' }}>{change.after}</ins>}
    </Caption>
  ));
