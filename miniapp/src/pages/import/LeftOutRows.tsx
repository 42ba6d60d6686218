import './LeftOutRows.css';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Footnote } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { importRowsQuery } from '../../features/import-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Pages } from '../../shared/ui/Pages';
import { Inset } from '../../shared/ui/Inset';

interface LeftOutRowsProps {
  readonly importId: string;
  readonly kind: 'bad' | 'repeat';
}

/** Rows that will be left out, by their numbers in the person's own sheet, each error in its cell. */
export const LeftOutRows = ({ importId, kind }: LeftOutRowsProps): ReactNode => {
  const { id } = useWorkplace();
  const rows = useInfiniteQuery(importRowsQuery(id, importId, kind));
  return (
    <Pages empty={<Gone />} query={rows}>
      {(row) => <LeftOutRow key={row.row} row={row} />}
    </Pages>
  );
};

const Gone = (): ReactNode => (
  <Inset>
    <Footnote style={{ color: 'var(--vkui--color_text_secondary)' }}>
      Эти строки хранились неделю и уже удалены: в них могли быть телефоны.
    </Footnote>
  </Inset>
);

const LeftOutRow = ({ row }: { readonly row: Schemas['ImportRow'] }): ReactNode => (
  <Inset>
    <section aria-label={`Строка ${row.row}`} className="left-out">
      <Footnote Component="h3" weight="2">
        Строка {row.row}
      </Footnote>
      {row.errors.map((error) => (
        <p className="left-out__error" key={error}>
          {error}
        </p>
      ))}
      <dl className="left-out__cells">
        {row.cells
          .filter((cell) => cell.text || cell.error)
          .map((cell) => (
            <div
              className={cell.error ? 'left-out__cell left-out__cell--wrong' : 'left-out__cell'}
              key={cell.column}
            >
              <dt>{cell.column}</dt>
              <dd>{cell.text || 'пусто'}</dd>
              {cell.error && <dd className="left-out__error">{cell.error}</dd>}
            </div>
          ))}
      </dl>
    </section>
  </Inset>
);
